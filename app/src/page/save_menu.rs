//! The menu behind each picture and each table, by which what is shown is saved as a file that says
//! of what it is. It stands directly behind what it saves.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, HtmlCanvasElement, HtmlImageElement, MouseEvent, XmlSerializer};

use super::map::context_of;
use super::save::{download, save_bytes, save_json};
use super::state::State;
use crate::logic::geojson::{Collection, Feature};
use crate::logic::saved::{Origin, csv, framed};
use crate::protocol::city_name;
use watchback::markup::escaped;
use watchback::study::{DayRange, SIMULATED};
use watchback_translate::{mark, tr};

/// Shapes that a map can give: what the button is called, and the shapes as they are then.
pub(super) type Shapes = (&'static str, Callback<(), Vec<Feature>>);

/// The menu of a picture: SVG, PNG, and GeoJSON where it has shapes.
#[component]
pub(super) fn SavePicture(
    #[prop(into)] name: Signal<String>,
    #[prop(optional)] shapes: Vec<Shapes>,
) -> impl IntoView {
    let state = expect_context::<State>();
    let picture = move |is_png: bool| {
        move |event: MouseEvent| {
            let Some((menu, of)) = menu_and_shown(&event) else { return };
            let (name, origin) = (name.get_untracked(), state.origin(&menu));
            // What cannot be drawn leaves the table, which says the same.
            let Some((svg, width, height)) = standalone(&of, &name, &origin) else { return };
            let file = |ending| origin.file_name(&name, ending);
            if is_png {
                let file = file("png");
                spawn_local(async move {
                    let _ = save_png(&svg, (width, height), file).await;
                });
            } else {
                save_bytes(&file("svg"), "image/svg+xml", svg.as_bytes());
            }
        }
    };
    let of_shapes = |(label, shapes): Shapes| {
        let save = move |event: MouseEvent| {
            let Some((menu, _)) = menu_and_shown(&event) else { return };
            let (name, origin) = (name.get_untracked(), state.origin(&menu));
            let file = origin.file_name(&format!("{name} {label}"), "geojson");
            save_json(&file, &Collection::new(name, origin.line(), shapes.run(())));
        };
        view! { <button type="button" class="button" data-save="geojson" on:click=save>{label}</button> }
    };
    view! {
        <details class="save">
            <summary aria-label=move || tr!("Save the picture: {}", name.get())>{tr!("Save")}</summary>
            <div class="row">
                <button type="button" class="button" data-save="svg" on:click=picture(false)>"SVG"</button>
                <button type="button" class="button" data-save="png" on:click=picture(true)>"PNG"</button>
                {shapes.into_iter().map(of_shapes).collect_view()}
            </div>
        </details>
    }
    .into_any()
}

/// The menu of a table.
#[component]
pub(super) fn SaveTable(name: String) -> impl IntoView {
    let state = expect_context::<State>();
    let label = tr!("Save the table: {name}");
    let save = move |event: MouseEvent| {
        let Some((menu, of)) = menu_and_shown(&event) else { return };
        let origin = state.origin(&menu);
        let text = csv(&origin, &name, &rows_of(&of));
        save_bytes(&origin.file_name(&name, "csv"), "text/csv", text.as_bytes());
    };
    view! {
        <details class="save">
            <summary aria-label=label>{tr!("Save")}</summary>
            <button type="button" class="button" data-save="csv" on:click=save>"CSV"</button>
        </details>
    }
    .into_any()
}

impl State {
    /// Of what the picture or table before a menu is: of the records alone where they are checked.
    fn origin(self, menu: &Element) -> Origin {
        let is_of_records = menu.closest("[data-step=check]").ok().flatten().is_some();
        let run = self.run.get_untracked().filter(|_| !is_of_records);
        if let Some(run) = run {
            let study = &run.results.study;
            return Origin {
                city: city_in_words(&study.settings().city),
                period: in_words(study.test()),
                digest: Some(run.results.digest.clone()),
            };
        }
        self.inspection.with_untracked(|inspection| {
            let of = inspection.as_ref();
            let settings = of.and_then(|of| of.studies.base());
            let days = of.and_then(|of| of.quality.days);
            Origin {
                city: settings.map_or_else(String::new, |settings| city_in_words(&settings.city)),
                period: days.map(in_words).unwrap_or_default(),
                digest: None,
            }
        })
    }
}

/// What a city is called in a file, which is English.
fn city_in_words(city: &str) -> String {
    if city == SIMULATED { mark!("Simulated city") } else { city_name(city) }.to_owned()
}

fn in_words(days: DayRange) -> String {
    format!("{} to {}", days.first(), days.last())
}

/// The menu of a button, and what stands before it.
fn menu_and_shown(event: &MouseEvent) -> Option<(Element, Element)> {
    let button: Element = event.current_target()?.dyn_into().ok()?;
    let menu = button.closest("details.save").ok()??;
    let shown = menu.previous_element_sibling()?;
    Some((menu, shown))
}

fn all(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = within.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok()).collect()
}

/// The rows of the table within an element, as they are shown.
fn rows_of(within: &Element) -> Vec<Vec<String>> {
    let mut over = (0_usize, String::new());
    let row = |row: Element| {
        let mut cells = Vec::new();
        if over.0 > 0 {
            over.0 -= 1;
            cells.push(over.1.clone());
        }
        for cell in all(&row, "th, td") {
            let number = |name| cell.get_attribute(name).and_then(|text| text.parse::<usize>().ok());
            let chosen = cell.query_selector("option:checked").ok().flatten();
            let text = chosen.as_ref().unwrap_or(&cell).text_content().unwrap_or_default();
            if let Some(rows) = number("rowspan") {
                over = (rows.saturating_sub(1), text.clone());
            }
            cells.push(text);
            let more = number("colspan").unwrap_or(1).saturating_sub(1);
            cells.extend(std::iter::repeat_n(String::new(), more));
        }
        cells
    };
    all(within, "tr").into_iter().map(row).collect()
}

/// What the style sheet says of a shape, as its own attributes: a saved picture has no style sheet.
const OF_SHAPES: [&str; 11] = [
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "fill-opacity",
    "opacity",
    "font-size",
    "font-weight",
    "text-anchor",
    "paint-order",
    "display",
];
const SHAPES: &str = "path, rect, line, circle, text, tspan, polygon, polyline, ellipse";

/// The pictures within an element, or itself, as one SVG that stands alone, and its size.
fn standalone(shown: &Element, name: &str, origin: &Origin) -> Option<(String, f64, f64)> {
    const PICTURES: &str = "svg[role=img], canvas";
    let pictures = if shown.matches(PICTURES).ok()? { vec![shown.clone()] } else { all(shown, PICTURES) };
    let around = match pictures.as_slice() {
        [] => return None,
        [one] => one.get_bounding_client_rect(),
        _ => shown.get_bounding_client_rect(),
    };
    let mut inner = String::new();
    for picture in &pictures {
        let of = picture.get_bounding_client_rect();
        let place = [of.left() - around.left(), of.top() - around.top(), of.width(), of.height()];
        inner += &match picture.dyn_ref::<HtmlCanvasElement>() {
            Some(canvas) => image_of(canvas, place)?,
            None => styled(picture, place)?,
        };
    }
    if pictures.len() > 1 {
        for caption in all(shown, "figcaption") {
            let of = caption.get_bounding_client_rect();
            inner += &format!(
                "<text x=\"{:.0}\" y=\"{:.0}\" font-size=\"11\" fill=\"gray\">{}</text>",
                of.left() - around.left(),
                of.top() - around.top() + 12.0,
                escaped(&caption.text_content().unwrap_or_default())
            );
        }
    }
    let style = window().get_computed_style(document().body()?.as_ref()).ok()??;
    let [ground, ink] =
        ["background-color", "color"].map(|of| style.get_property_value(of).unwrap_or_default());
    Some(framed(name, origin, (&inner, around.width(), around.height()), [&ground, &ink]))
}

/// A drawing, with its styles as attributes, at a place of a larger one.
fn styled(svg: &Element, [left, top, width, height]: [f64; 4]) -> Option<String> {
    let copy: Element = svg.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
    for (shape, copy) in all(svg, SHAPES).iter().zip(all(&copy, SHAPES)) {
        let style = window().get_computed_style(shape).ok()??;
        for property in OF_SHAPES {
            let value = style.get_property_value(property).ok()?;
            // What is shown need not be said.
            if !matches!(value.as_str(), "" | "inline" | "block") {
                copy.set_attribute(property, &value).ok()?;
            }
        }
        copy.remove_attribute("class").ok()?;
    }
    for (name, value) in [("x", left), ("y", top), ("width", width), ("height", height)] {
        copy.set_attribute(name, &format!("{value:.1}")).ok()?;
    }
    copy.set_attribute("overflow", "visible").ok()?;
    copy.remove_attribute("class").ok()?;
    XmlSerializer::new().ok()?.serialize_to_string(&copy).ok()
}

/// What a canvas shows, as an image within a drawing.
fn image_of(canvas: &HtmlCanvasElement, [left, top, width, height]: [f64; 4]) -> Option<String> {
    let data = canvas.to_data_url().ok()?;
    Some(format!(
        "<image x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
         preserveAspectRatio=\"none\" image-rendering=\"pixelated\" href=\"{data}\"/>"
    ))
}

/// Dots of a saved picture for each pixel of the screen, a side.
const SHARPER: f64 = 2.0;

/// Draws a drawing and saves what is then seen.
async fn save_png(svg: &str, (width, height): (f64, f64), file: String) -> Result<(), JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(&format!("data:image/svg+xml,{}", js_sys::encode_uri_component(svg)));
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    canvas.set_width((width * SHARPER) as u32);
    canvas.set_height((height * SHARPER) as u32);
    context_of(&canvas)?.draw_image_with_html_image_element_and_dw_and_dh(
        &image,
        0.0,
        0.0,
        width * SHARPER,
        height * SHARPER,
    )?;
    let save = Closure::once_into_js(move |blob: web_sys::Blob| {
        // A browser that refuses the download says so itself.
        let _ = download(&blob, &file);
    });
    canvas.to_blob(save.unchecked_ref())
}
