//! What the response goes with: regressions over areas, as a forest plot and as a table.

use leptos::prelude::*;

use crate::logic::format::{decimals, signed_small};
use crate::logic::units::round_length;
use crate::page::documents::ValidityLink;
use crate::page::dots::Dots;
use crate::page::state::State;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::audit::regression::{CONLEY_KM, Regression, forest_rows};
use watchback::audit::{Found, NamedRegression};
use watchback::scene::Dot;
use watchback::wording::Lengths;
use watchback_translate::{tr, translated};

/// The plot and its table.
#[component]
pub(super) fn Forest(regressions: Vec<NamedRegression>) -> impl IntoView {
    let found =
        || regressions.iter().filter_map(|named| Some((named.name.as_str(), named.regression.found()?)));
    let areas = found().next().map_or(0, |(_, regression)| regression.areas);
    let dots: Vec<(String, String, Dot)> = found()
        .flat_map(|(name, regression)| forest_rows(name, regression))
        .map(|row| {
            let alone = row.model.strip_suffix(", with crime");
            let name = if row.model == row.variable {
                translated(&row.variable)
            } else if alone == Some(&row.variable) {
                tr!("{}, beside the observed crime", translated(&row.variable))
            } else {
                tr!("{}, beside {}", translated(&row.variable), translated(alone.unwrap_or(&row.model)))
            };
            let text = tr!("{}, p {}", signed_small(row.standardised), decimals(row.p));
            let dot =
                Dot { value: row.standardised, interval: Some(row.interval), chance: None, marks: vec![0.0] };
            (name, text, dot)
        })
        .collect();
    let refused: Vec<String> = regressions
        .iter()
        .filter_map(|named| match &named.regression {
            Found::Refused { reason } => Some(format!("{}: {}", translated(&named.name), translated(reason))),
            Found::Found(_) => None,
        })
        .collect();
    let state = expect_context::<State>();
    let secondary = move || {
        tr!(
            "Conley's and clustered intervals are secondary: in simulated cities whose response is smooth over {} and has nothing to do with wealth they exclude 0 in 17 to 35 of 100 cases, the spatial ones in 9 (",
            round_length(8.0, state.lengths())
        )
    };
    let table = move || {
        let rows = rows_of(&regressions, state.lengths());
        view! { <Table rows=rows label=tr!("Regressions") tall=true/> }
    };
    view! {
        <h3>{tr!("What the response goes with")}</h3>
        <figure class="histogram" data-testid="forest">
            <figcaption>{tr!("Response of the primary push by area on each variable alone, each with the observed crime rate, and on all components together: standard deviations of response for one of the variable, {areas} areas weighted by their forecast tiles. Intervals and p by wealth maps with the same spatial pattern; exploratory.")}</figcaption>
            <Dots rows=dots label=tr!("Coefficients with intervals; the table below holds the numbers.")/>
        </figure>
        <Details summary=tr!("The regressions as a table, with intervals that are too narrow where neighbours are alike")>
            <p>{secondary}<ValidityLink/>")."</p>
            {table}
            {refused.into_iter().map(|text| view! { <p class="hint">{text}</p> }).collect_view()}
        </Details>
    }
}

/// A row a coefficient.
fn rows_of(regressions: &[NamedRegression], lengths: Lengths) -> Rows {
    let [near, middle, far] = CONLEY_KM.map(|km| format!("Conley {}", round_length(km, lengths)));
    let mut rows = Rows::new(&[
        tr!("Model"),
        tr!("Variable"),
        tr!("Coefficient"),
        tr!("95 %, spatial"),
        "p",
        tr!("Variance inflation"),
        &near,
        &middle,
        &far,
        tr!("Clustered"),
        tr!("R\u{b2}"),
        tr!("Moran's I of residuals (p)"),
        tr!("With errors like the neighbours'"),
    ]);
    let found = regressions.iter().filter_map(|named| Some((named.name.as_str(), named.regression.found()?)));
    for (name, regression) in found {
        for at in 0..regression.coefficients.len() {
            rows.row(table_row(name, regression, at).unwrap_or_default());
        }
    }
    rows
}

fn table_row(model: &str, regression: &Regression, at: usize) -> Option<Vec<Cell>> {
    let of = regression.coefficients.get(at)?;
    let name = match model.strip_suffix(", with crime") {
        Some(alone) => tr!("{}, with crime", translated(alone)),
        None => translated(model),
    };
    let scale = of.to_standardised;
    let range = |(lo, hi): (f64, f64)| tr!("{} to {}", signed_small(scale * lo), signed_small(scale * hi));
    let spatial_error = regression.spatial_error.as_ref().and_then(|fit| fit.coefficients.get(at));
    let residuals = &regression.residuals;
    let mut cells = vec![
        Cell::Name(name),
        Cell::Text(translated(&of.name)),
        Cell::Strong(signed_small(scale * of.raw)),
        Cell::Number(range(of.spatial_interval)),
        Cell::Number(decimals(of.spatial.p)),
        Cell::Number(format!("{:.1}", of.variance_inflation)),
    ];
    cells.extend(of.conley.into_iter().chain([of.clustered]).map(|interval| Cell::Number(range(interval))));
    cells.extend([
        Cell::Number(decimals(regression.r_squared)),
        Cell::Number(format!("{} ({})", signed_small(residuals.i), decimals(residuals.chance.p_at_or_above))),
        Cell::Number(spatial_error.map_or_else(
            || "\u{2013}".to_owned(),
            |&(raw, interval)| format!("{} ({})", signed_small(scale * raw), range(interval)),
        )),
    ]);
    Some(cells)
}
