//! The cities that there are presets for, and where their files come from.

use watchback_translate::mark;

/// Name of the preset for Chicago.
pub const CHICAGO: &str = "chicago";
/// Name of the preset for Philadelphia.
pub const PHILADELPHIA: &str = "philadelphia";
/// Name of the preset for Los Angeles.
pub const LOS_ANGELES: &str = "los-angeles";
/// Name of the preset for Atlanta.
pub const ATLANTA: &str = "atlanta";
/// Name of the preset for Austin.
pub const AUSTIN: &str = "austin";
/// Name of the preset for Detroit.
pub const DETROIT: &str = "detroit";
/// Name of the preset for San Francisco.
pub const SAN_FRANCISCO: &str = "san-francisco";
/// Name of the preset for Portland, Oregon.
pub const PORTLAND: &str = "portland";

/// A city with a preset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct City {
    /// The preset's name, as settings and the command line have it.
    pub name: &'static str,
    /// The city's name as people write it.
    pub title: &'static str,
    /// Where its files come from, that which serves the preset's periods first.
    pub portals: &'static [DataSet],
    /// What to know before a run; empty where there is nothing.
    pub caution: &'static str,
    /// Its table of offences, as [`super::offence_table`] reads it.
    pub offences: &'static str,
}

/// A data set of a city's portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataSet {
    /// What the portal calls it.
    pub title: &'static str,
    /// Its page. The program never asks for it: a person follows the link.
    pub url: &'static str,
    /// The years that it holds, as far as we know: its page was not asked.
    pub years: &'static str,
    /// Whether its rows say that an arrest was made.
    pub arrests: bool,
    /// The filter to choose there.
    pub filter: &'static str,
    /// Whether a real file of this layout was read while the program was made.
    pub tried: bool,
}

/// The cities, in the order in which they are offered.
pub static CITIES: [City; 8] = [
    City {
        name: CHICAGO,
        title: "Chicago",
        portals: &[DataSet {
            title: "Chicago Data Portal: Crimes, 2001 to Present",
            url: "https://data.cityofchicago.org/Public-Safety/Crimes-2001-to-Present/ijzp-q8t2",
            years: mark!("2001 to now"),
            arrests: true,
            filter: mark!("\"Date\" between 01/01/2014 and 12/31/2017, exported as CSV (about 250 MB)"),
            tried: true,
        }],
        caution: "",
        offences: include_str!("offences/chicago.csv"),
    },
    City {
        name: PHILADELPHIA,
        title: "Philadelphia",
        portals: &[DataSet {
            title: "OpenDataPhilly: Crime Incidents",
            url: "https://opendataphilly.org/datasets/crime-incidents/",
            years: mark!("2006 to now"),
            arrests: false,
            filter: mark!("the CSV files of 2016, 2017, 2018 and 2019"),
            tried: true,
        }],
        caution: mark!("The files hold no arrests."),
        offences: include_str!("offences/philadelphia.csv"),
    },
    City {
        name: LOS_ANGELES,
        title: "Los Angeles",
        portals: &[
            DataSet {
                title: "Los Angeles Open Data: Crime Data from 2010 to 2019",
                url: "https://data.lacity.org/Public-Safety/Crime-Data-from-2010-to-2019/63jg-8b9z",
                years: "2010 to 2019",
                arrests: true,
                filter: mark!("\"DATE OCC\" between 01/01/2016 and 12/31/2019, exported as CSV"),
                tried: false,
            },
            DataSet {
                title: "Los Angeles Open Data: Crime Data from 2020 to Present",
                url: "https://data.lacity.org/Public-Safety/Crime-Data-from-2020-to-Present/2nrs-mtv8",
                years: mark!("2020 to now"),
                arrests: true,
                filter: mark!("all rows; the study's periods must then be set to four years from 2020 on"),
                tried: true,
            },
        ],
        caution: mark!("From March 2024 the police change their system of records, and rows are missing."),
        offences: include_str!("offences/los-angeles.csv"),
    },
    City {
        name: ATLANTA,
        title: "Atlanta",
        portals: &[
            DataSet {
                title: "Atlanta Police Department: Crime Data Downloads",
                url: "https://www.atlantapd.org/i-want-to/crime-data-downloads",
                years: "2009 to 2020",
                arrests: false,
                filter: mark!("the COBRA files of 2014 to 2019, CSV"),
                tried: true,
            },
            DataSet {
                title: "Atlanta Police Department: Open Data",
                url: "https://opendata.atlantapd.org/",
                years: mark!("2021 to now"),
                arrests: false,
                filter: mark!(
                    "crime data since 2021, exported as CSV; the study's periods must be set to four years of them"
                ),
                tried: true,
            },
        ],
        caution: mark!(
            "Steps are two days. No file holds arrests. The system of records changed on 2020-09-30: counts before and after \
                  are not comparable. Simple assaults are only in files since 2022."
        ),
        offences: include_str!("offences/atlanta.csv"),
    },
    City {
        name: AUSTIN,
        title: "Austin",
        portals: &[DataSet {
            title: "Austin Open Data: Crime Reports",
            url: "https://data.austintexas.gov/Public-Safety/Crime-Reports/fdj4-gpfu",
            years: mark!("2003 to now"),
            arrests: true,
            filter: mark!("\"Occurred Date\" between 01/01/2016 and 12/31/2019, exported as CSV"),
            tried: false,
        }],
        caution: mark!(
            "Only a page of 1,000 rows of the portal's JSON was tried. A row names the highest offence of its report alone."
        ),
        offences: include_str!("offences/austin.csv"),
    },
    City {
        name: DETROIT,
        title: "Detroit",
        portals: &[
            DataSet {
                title: "Detroit Open Data: DPD, All Crime Incidents, 2009 to 2016",
                url: "https://data.detroitmi.gov/",
                years: "2009 to 2016",
                arrests: false,
                filter: mark!(
                    "the data set of 2009 to 2016, CSV; the portal has taken it down since, and copies are elsewhere"
                ),
                tried: false,
            },
            DataSet {
                title: "Detroit Open Data: RMS Crime Incidents",
                url: "https://data.detroitmi.gov/datasets/detroitmi::rms-crime-incidents",
                years: mark!("2016 to now"),
                arrests: false,
                filter: mark!(
                    "all rows; they begin in December 2016, so the study's periods must be set to four years from 2017 on"
                ),
                tried: false,
            },
        ],
        caution: mark!(
            "No real file was tried. The paper's years are only in the data set of 2009 to 2016. No file holds arrests."
        ),
        offences: include_str!("offences/detroit.csv"),
    },
    City {
        name: SAN_FRANCISCO,
        title: "San Francisco",
        portals: &[
            DataSet {
                title: "DataSF: Police Department Incident Reports, Historical 2003 to May 2018",
                url: "https://data.sfgov.org/Public-Safety/Police-Department-Incident-Reports-Historical-2003/tmnf-yvry",
                years: "2003 to 2018",
                arrests: true,
                filter: mark!("\"Date\" between 01/01/2014 and 12/31/2017, exported as CSV"),
                tried: false,
            },
            DataSet {
                title: "DataSF: Police Department Incident Reports, 2018 to Present",
                url: "https://data.sfgov.org/Public-Safety/Police-Department-Incident-Reports-2018-to-Present/wg3w-h783",
                years: mark!("2018 to now"),
                arrests: true,
                filter: mark!("all rows; the study's periods must then be set to four years from 2018 on"),
                tried: false,
            },
            DataSet {
                title: "Kaggle: San Francisco Crime Classification",
                url: "https://www.kaggle.com/c/sf-crime/data",
                years: "2003 to 2015",
                arrests: true,
                filter: mark!(
                    "train.csv, to look at only: every other week is missing, so no run is possible"
                ),
                tried: true,
            },
        ],
        caution: mark!(
            "The old data set has no homicide of its own: it is among assaults. A run needs files without missing weeks."
        ),
        offences: include_str!("offences/san-francisco.csv"),
    },
    City {
        name: PORTLAND,
        title: "Portland, Oregon",
        portals: &[
            DataSet {
                title: "NIJ: Real-Time Crime Forecasting Challenge, calls for service",
                url: "https://nij.ojp.gov/funding/real-time-crime-forecasting-challenge-posting",
                years: "2012 to 2017",
                arrests: false,
                filter: mark!("the zip files of March 2012 to February 2017"),
                tried: true,
            },
            DataSet {
                title: "Portland Police Bureau: Reported Crime Data",
                url: "https://www.portland.gov/police/open-data/reported-crime-data",
                years: mark!("2015 to now"),
                arrests: false,
                filter: mark!(
                    "the CSV files of four years that follow each other, from 2016 on; the study's periods must be set to them"
                ),
                tried: false,
            },
        ],
        caution: mark!(
            "NIJ's rows are calls for service, not recorded crimes. Its STREET CRIMES stand as violent, but two calls in three among \
                  them are disturbances. No file holds arrests. The paper's table does not give Portland's settings: these are ours."
        ),
        offences: include_str!("offences/portland.csv"),
    },
];

impl City {
    /// The city of a preset's name, if there is one.
    ///
    /// # Examples
    /// ```
    /// use watchback::study::City;
    /// let city = City::named("san-francisco").ok_or("no such city")?;
    /// assert_eq!(city.title, "San Francisco");
    /// assert!(city.portals[0].url.ends_with("tmnf-yvry"));
    /// assert_eq!(City::named("atlantis"), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        CITIES.iter().find(|city| city.name == name)
    }
}
