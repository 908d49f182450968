//! Layouts of files that are known by their header.

use serde::{Deserialize, Serialize};

use super::plan::{ImportPlan, normal, position};
use crate::study::{ATLANTA, AUSTIN, CHICAGO, DETROIT, LOS_ANGELES, PHILADELPHIA, PORTLAND, SAN_FRANCISCO};

/// A portal whose files are known by their header. No real file of Detroit's, of the Portland
/// bureau's own, of San Francisco's two portals, of Los Angeles' older layout (`DR Number`) or of
/// Austin's CSV was at hand when these were written, but their published names of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Portal {
    /// Chicago Data Portal, "Crimes"; a simulated city's files too.
    Chicago,
    /// OpenDataPhilly, "Crime Incidents".
    Philadelphia,
    /// Los Angeles Open Data, "Crime Data from 2010 to 2019" and "from 2020 to Present".
    LosAngeles,
    /// Atlanta Police Department, COBRA to 2021 and NIBRS since.
    Atlanta,
    /// Austin's portal, "Crime Reports".
    Austin,
    /// Detroit's portal, "RMS Crime Incidents", and what it had before.
    Detroit,
    /// DataSF, "Police Department Incident Reports" of 2003 to 2018 and since, and Kaggle's cut of
    /// the former.
    SanFrancisco,
    /// NIJ's forecasting challenge and the Portland Police Bureau's own export.
    Portland,
}

/// Each layout as [`ImportPlan::to_fragment`] would write it; the first of a portal is its usual
/// one.
#[rustfmt::skip]
const LAYOUTS: [(Portal, &str); 18] = [
    (Portal::Chicago, "id=ID&date=Date&format=exact&latitude=Latitude&longitude=Longitude&offence=Primary Type&arrest=Arrest&domestic=Domestic&mark=Block"),
    // Date and time are the local ones, of the dispatch; dispatch_date_time is the same in
    // universal time, by which the portal cuts years. Rows are known by the number of the incident.
    // There is no arrest flag.
    (Portal::Philadelphia, "id=dc_key&date=dispatch_date&format=exact&time=dispatch_time&latitude=point_y&longitude=point_x&offence=text_general_code"),
    (Portal::LosAngeles, "id=DR_NO&date=DATE OCC&format=month_first&time=TIME OCC&latitude=LAT&longitude=LON&offence=Crm Cd Desc&arrest=Status&means=AA&means=JA"),
    (Portal::LosAngeles, "id=DR Number&date=Date Occurred&format=month_first&time=Time Occurred&place=Location&offence=Crime Code Description&arrest=Status Code&means=AA&means=JA"),
    // One report may have several offences, each a row with its number: rows are known by all their
    // fields.
    (Portal::Atlanta, "date=occur_date&format=month_first&time=occur_time&latitude=lat&longitude=long&offence=UC2_Literal"),
    (Portal::Atlanta, "date=Occur Date&format=month_first&time=Occur Time&latitude=Latitude&longitude=Longitude&offence=UCR Literal"),
    (Portal::Atlanta, "date=Offense Start Date&format=month_first&latitude=Latitude&longitude=Longitude&offence=NIBRS Code Name"),
    (Portal::Austin, "id=incident_report_number&date=occ_date&format=month_first&time=occ_time&latitude=latitude&longitude=longitude&offence=crime_type&arrest=clearance_status&means=C&domestic=family_violence"),
    (Portal::Austin, "id=Incident Number&date=Occurred Date&format=month_first&time=Occurred Time&latitude=Latitude&longitude=Longitude&offence=Highest Offense Description&arrest=Clearance Status&means=C&domestic=Family Violence"),
    (Portal::Detroit, "id=incident_entry_id&date=incident_occurred_at&format=month_first&latitude=latitude&longitude=longitude&offence=offense_category"),
    (Portal::Detroit, "id=crime_id&date=incident_timestamp&format=month_first&latitude=latitude&longitude=longitude&offence=offense_category"),
    // Of 2009 to 2016. Its hour stands alone, without minutes, and is not read.
    (Portal::Detroit, "date=INCIDENTDATE&format=month_first&latitude=LAT&longitude=LON&offence=CATEGORY"),
    (Portal::SanFrancisco, "id=Row ID&date=Incident Datetime&format=month_first&latitude=Latitude&longitude=Longitude&offence=Incident Category&arrest=Resolution&means=Cite or Arrest*"),
    (Portal::SanFrancisco, "id=PdId&date=Date&format=month_first&time=Time&latitude=Y&longitude=X&offence=Category&arrest=Resolution&means=ARREST*&means=JUVENILE BOOKED&means=JUVENILE CITED"),
    (Portal::SanFrancisco, "date=Dates&format=year_first&latitude=Y&longitude=X&offence=Category&arrest=Resolution&means=ARREST*&means=JUVENILE BOOKED&means=JUVENILE CITED"),
    (Portal::Portland, "date=occ_date&format=year_first&x=x_coordinate&y=y_coordinate&epsg=2913&offence=CATEGORY"),
    // As its shapefile has it: dBASE cuts names after ten characters.
    (Portal::Portland, "date=occ_date&format=year_first&x=x_coordina&y=y_coordina&epsg=2913&offence=CATEGORY"),
    (Portal::Portland, "date=OccurDate&format=month_first&time=OccurTime&latitude=OpenDataLat&longitude=OpenDataLon&offence=OffenseType"),
];

impl Portal {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Chicago,
        Self::Philadelphia,
        Self::LosAngeles,
        Self::Atlanta,
        Self::Austin,
        Self::Detroit,
        Self::SanFrancisco,
        Self::Portland,
    ];

    /// The layout of its files, or the usual one where they have had several.
    pub fn plan(self) -> ImportPlan {
        self.plans().next().unwrap_or_else(ImportPlan::chicago_portal)
    }

    /// All layouts that its files have had.
    ///
    /// # Examples
    /// ```
    /// use watchback::ingest::Portal;
    /// let offences: Vec<String> =
    ///     Portal::Atlanta.plans().map(|plan| plan.columns().offence.clone()).collect();
    /// assert_eq!(offences, ["UC2_Literal", "UCR Literal", "NIBRS Code Name"]);
    /// ```
    pub fn plans(self) -> impl Iterator<Item = ImportPlan> {
        layouts().filter(move |(portal, _)| *portal == self).map(|(_, plan)| plan)
    }

    /// The preset of its city.
    pub const fn city(self) -> &'static str {
        match self {
            Self::Chicago => CHICAGO,
            Self::Philadelphia => PHILADELPHIA,
            Self::LosAngeles => LOS_ANGELES,
            Self::Atlanta => ATLANTA,
            Self::Austin => AUSTIN,
            Self::Detroit => DETROIT,
            Self::SanFrancisco => SAN_FRANCISCO,
            Self::Portland => PORTLAND,
        }
    }
}

fn layouts() -> impl Iterator<Item = (Portal, ImportPlan)> {
    // A test holds that each is a plan.
    LAYOUTS.iter().filter_map(|(portal, text)| Some((*portal, ImportPlan::from_fragment(text).ok()?)))
}

/// The layout that fits a header: all its columns are there but those that a file may lack, and as
/// many as in any other that fits. Else the one that comes nearest, which the file lacks columns
/// of.
pub(super) fn nearest(header: &[String]) -> (Portal, ImportPlan, bool) {
    let header: Vec<String> = header.iter().map(|name| normal(name)).collect();
    let fit = |plan: &ImportPlan| {
        let columns = plan.columns();
        let found = |name: &str| position(&header, name).is_some();
        let optional = [
            columns.arrest.as_ref().map(|arrest| arrest.column.as_str()),
            columns.domestic.as_deref(),
            columns.mark.as_deref(),
        ];
        let n_optional = optional.iter().flatten().filter(|name| found(name)).count();
        let roles = columns.roles();
        let n_found = roles.iter().filter(|(_, name)| found(name)).count();
        let n_required = roles.len() - optional.iter().flatten().count();
        (n_found - n_optional == n_required, n_found)
    };
    let mut best = (Portal::Chicago, ImportPlan::chicago_portal());
    let mut best_fit = fit(&best.1);
    for (portal, plan) in layouts() {
        let fit = fit(&plan);
        if fit > best_fit {
            best = (portal, plan);
            best_fit = fit;
        }
    }
    (best.0, best.1, best_fit.0)
}

/// Names that files of any city may have.
const COMMON: [&str; 22] = [
    "id",
    "date",
    "time",
    "latitude",
    "longitude",
    "lat",
    "lon",
    "long",
    "x",
    "y",
    "location",
    "category",
    "status",
    "arrest",
    "dates",
    "occ date",
    "occ time",
    "occur date",
    "occur time",
    "offense",
    "crime type",
    "row id",
];

/// Whether a header has most of the columns that a layout needs, and one of its columns that not
/// any file may have: only then the file is likely to be that city's.
pub(super) fn has_most(header: &[String], plan: &ImportPlan) -> bool {
    let header: Vec<String> = header.iter().map(|name| normal(name)).collect();
    let optional = ["arrest flag", "domestic flag", "mark of simulated rows"];
    let roles = plan.columns().roles();
    let is_there = |name: &str| position(&header, name).is_some();
    let needed = || roles.iter().filter(|(role, _)| !optional.contains(role));
    let n_found = needed().filter(|(_, name)| is_there(name)).count();
    let is_own = |name: &str| is_there(name) && !COMMON.contains(&normal(name).as_str());
    5 * n_found >= 3 * needed().count() && roles.iter().any(|(_, name)| is_own(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_layout_is_a_plan_and_its_own_header_fits_it_alone() {
        assert_eq!(layouts().count(), LAYOUTS.len());
        assert_eq!(Portal::Chicago.plan(), ImportPlan::chicago_portal());
        for (portal, plan) in layouts() {
            assert_eq!(ImportPlan::new(plan.columns().clone(), plan.limits()).unwrap(), plan);
            let json = serde_json::to_string(&plan).unwrap();
            assert_eq!(serde_json::from_str::<ImportPlan>(&json).unwrap(), plan);
            assert!(serde_json::from_str::<ImportPlan>(&json.replace("4096", "2")).is_err());
            assert_eq!(ImportPlan::from_fragment(&plan.to_fragment()).unwrap(), plan);
            let header: Vec<String> =
                plan.columns().roles().iter().map(|(_, name)| (*name).to_owned()).collect();
            assert_eq!(nearest(&header), (portal, plan.clone(), true));
            assert!(plan.to_fragment().len() < 300, "{}", plan.to_fragment());
        }
        assert!(Portal::ALL.into_iter().all(|portal| portal.plans().count() > 0));
    }

    #[test]
    fn a_header_of_none_is_told_what_the_nearest_needs() {
        let nearest = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let (portal, _, fits) = nearest(&names);
            (portal, fits)
        };
        assert_eq!(nearest(&["a", "b"]), (Portal::Chicago, false));
        let has_most = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let (_, plan, _) = super::nearest(&names);
            has_most(&names, &plan)
        };
        assert!(has_most(&["ID", "Date", "Block", "Arrest", "Domestic", "Latitude", "Longitude"]));
        assert!(has_most(&["ID", "Date", "Primary Type"]));
        // Of Chicago's, and of Atlanta's only what many cities call so.
        assert!(!has_most(&["Date", "Type", "Latitude", "Longitude"]));
        assert!(!has_most(&["incident_key", "occur_date", "occur_time", "boro", "latitude", "longitude"]));
        assert_eq!(
            nearest(&["dispatch_date", "dispatch_time", "point_x", "b"]),
            (Portal::Philadelphia, false)
        );
    }
}
