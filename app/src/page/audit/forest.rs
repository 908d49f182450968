//! What the response goes with: regressions over areas, as a forest plot and as a table.

use leptos::prelude::*;

use crate::page::dots::Dots;
use crate::page::format::{decimals, signed_small};
use watchback::audit::regression::{CONLEY_KM, Coefficient, Regression, forest_rows};
use watchback::audit::{Found, NamedRegression};
use watchback::scene::Dot;

/// The plot and its table.
#[component]
pub(super) fn Forest(regressions: Vec<NamedRegression>) -> impl IntoView {
    let found =
        || regressions.iter().filter_map(|named| Some((named.name.as_str(), named.regression.found()?)));
    let areas = found().next().map_or(0, |(_, regression)| regression.areas);
    let dots: Vec<(String, String, Dot)> = found()
        .flat_map(|(name, regression)| forest_rows(name, regression))
        .map(|row| {
            let name = if row.model == row.variable {
                row.variable
            } else {
                format!("{} (with: {})", row.variable, row.model)
            };
            let text = format!("{}, p {}", signed_small(row.standardised), decimals(row.p));
            let dot =
                Dot { value: row.standardised, interval: Some(row.interval), chance: None, marks: vec![0.0] };
            (name, text, dot)
        })
        .collect();
    let rows = found().flat_map(|(name, regression)| {
        regression.coefficients.iter().map(move |of| table_row(name, regression, of))
    });
    let rows = rows.collect_view();
    let refused: Vec<String> = regressions
        .iter()
        .filter_map(|named| match &named.regression {
            Found::Refused { reason } => Some(format!("{}: {reason}", named.name)),
            Found::Found(_) => None,
        })
        .collect();
    let [near, middle, far] = CONLEY_KM.map(|km| format!("Conley {km} km"));
    view! {
        <h3>"What the response goes with"</h3>
        <figure class="histogram" data-testid="forest">
            <figcaption>{format!("Response of the primary push by area on each variable alone, each with the observed crime rate, and on all components together: standard deviations of response for one of the variable, {areas} areas weighted by their forecast tiles. Intervals and p by wealth maps with the same spatial pattern; exploratory.")}</figcaption>
            <Dots rows=dots label="Coefficients with intervals; the table below holds the numbers."/>
        </figure>
        <details>
            <summary>"As a table, with intervals that are too narrow where neighbours are alike"</summary>
            <p>"Conley's and clustered intervals are secondary: in simulated cities whose response is smooth over 8 km and has nothing to do with wealth they exclude 0 in 17 to 35 of 100 cases, the spatial ones in 9 (docs/validity.md)."</p>
            <div class="scroll tall" tabindex="0" role="region" aria-label="Regressions">
                <table>
                    <thead><tr><th>"Model"</th><th>"Variable"</th><th>"Coefficient"</th><th>"95 %, spatial"</th><th>"p"</th><th>"Variance inflation"</th><th>{near}</th><th>{middle}</th><th>{far}</th><th>"Clustered"</th><th>"R\u{b2}"</th><th>"Moran's I of residuals (p)"</th><th>"With errors like the neighbours'"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {refused.into_iter().map(|text| view! { <p class="hint">{text}</p> }).collect_view()}
        </details>
    }
}

fn table_row(model: &str, regression: &Regression, of: &Coefficient) -> impl IntoView + use<> {
    let scale = of.to_standardised;
    let range =
        |(lo, hi): (f64, f64)| format!("{} to {}", signed_small(scale * lo), signed_small(scale * hi));
    let at = regression.coefficients.iter().position(|other| other == of);
    let spatial_error = regression.spatial_error.as_ref().and_then(|fit| fit.coefficients.get(at?).copied());
    view! {
        <tr>
            <th scope="row">{model.to_owned()}</th>
            <td>{of.name.clone()}</td>
            <td class="number strong">{signed_small(scale * of.raw)}</td>
            <td class="number">{range(of.spatial_interval)}</td>
            <td class="number">{decimals(of.spatial.p)}</td>
            <td class="number">{format!("{:.1}", of.variance_inflation)}</td>
            {of.conley.map(|interval| view! { <td class="number">{range(interval)}</td> }).into_iter().collect_view()}
            <td class="number">{range(of.clustered)}</td>
            <td class="number">{decimals(regression.r_squared)}</td>
            <td class="number">{format!("{} ({})", signed_small(regression.residuals.i), decimals(regression.residuals.chance.p_at_or_above))}</td>
            <td class="number">{spatial_error.map_or_else(|| "\u{2013}".to_owned(), |(raw, interval)| format!("{} ({})", signed_small(scale * raw), range(interval)))}</td>
        </tr>
    }
}
