//! The large tables of a run as Parquet files beside its bundle, for programs that read columns.

use std::error::Error;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use watchback::letters::number;
use watchback::results::{Results, scores_csv};
use watchback::run::Analysis;
use watchback::streams::Split;

/// A row a stream: the columns of scores.csv.
pub(crate) const STREAMS: &str = "streams.parquet";
/// A row a stream and test step.
pub(crate) const FORECASTS: &str = "forecasts.parquet";

/// Rows that are written at a time.
const GROUP: usize = 1 << 20;
/// Columns of scores.csv that hold words, and counts; all others hold figures.
const WORDS: [&str; 2] = ["variable", "not_evaluable"];
const COUNTS: [&str; 5] = ["row", "column", "test_steps", "test_events", "models"];

/// Of what run a file is: its digest, city and days, and the program.
fn properties(results: &Results) -> Result<Arc<WriterProperties>, ParquetError> {
    let settings = results.study.settings();
    let says = [
        ("digest", results.digest.clone()),
        ("city", settings.city.clone()),
        ("test", results.study.test().to_string()),
        ("program", format!("watchback {}", env!("CARGO_PKG_VERSION"))),
    ];
    let says = says.into_iter().map(|(key, value)| KeyValue::new(key.to_owned(), value)).collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_key_value_metadata(Some(says));
    Ok(Arc::new(properties.build()))
}

/// Writes the next column: its values, and where there is one of them.
fn column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &[T::T],
    is_there: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let missing = || ParquetError::General("there are more columns than the schema has".to_owned());
    let mut column: SerializedColumnWriter<'_> = group.next_column()?.ok_or_else(missing)?;
    column.typed::<T>().write_batch(values, is_there, None)?;
    column.close()
}

/// Cells of a column, as values and where there is one.
fn parsed<T>(cells: &[&str], parse: impl Fn(&str) -> Option<T>) -> (Vec<T>, Vec<i16>) {
    let values: Vec<Option<T>> = cells.iter().map(|cell| parse(cell)).collect();
    let is_there = values.iter().map(|value| i16::from(value.is_some())).collect();
    (values.into_iter().flatten().collect(), is_there)
}

/// streams.parquet: scores.csv with types.
pub(crate) fn streams(results: &Results) -> Result<Vec<u8>, Box<dyn Error>> {
    let csv = scores_csv(results)?;
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let header = reader.headers()?.clone();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
    let mut schema = "message streams {".to_owned();
    for name in &header {
        schema += &match name {
            name if WORDS.contains(&name) => format!(" optional binary {name} (UTF8);"),
            name if COUNTS.contains(&name) => format!(" optional int64 {name};"),
            name => format!(" optional double {name};"),
        };
    }
    schema.push('}');
    let schema = Arc::new(parse_message_type(&schema)?);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties(results)?)?;
    let mut group = writer.next_row_group()?;
    for (at, name) in header.iter().enumerate() {
        let cells: Vec<&str> = rows.iter().map(|row| row.get(at).unwrap_or_default()).collect();
        if WORDS.contains(&name) {
            let word = |cell: &str| (!cell.is_empty()).then(|| ByteArray::from(cell));
            let (values, is_there) = parsed(&cells, word);
            column::<ByteArrayType>(&mut group, &values, Some(&is_there))?;
        } else if COUNTS.contains(&name) {
            let (values, is_there) = parsed(&cells, |cell| cell.parse().ok());
            column::<Int64Type>(&mut group, &values, Some(&is_there))?;
        } else {
            let (values, is_there) = parsed(&cells, number);
            column::<DoubleType>(&mut group, &values, Some(&is_there))?;
        }
    }
    group.close()?;
    Ok(writer.into_inner()?)
}

/// forecasts.parquet: the stream's number in the order of streams.parquet, from 0; the first day of
/// the test step; whether there was an event; and the probability, to the last bit.
pub(crate) fn forecasts(analysis: &Analysis) -> Result<Vec<u8>, Box<dyn Error>> {
    let Analysis { results, forecast, streams, .. } = analysis;
    let study = &results.study;
    let test = Split::for_study(study).test();
    let schema = "message forecasts { required int32 stream; required int32 day (DATE); required boolean event; \
                  optional double forecast; }";
    let schema = Arc::new(parse_message_type(schema)?);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties(results)?)?;
    let days: Vec<i32> =
        (0..test.len()).map(|step| study.days_of_test_step(step).0.days_since_1970()).collect();
    let numbers: Vec<usize> = (0..streams.len()).collect();
    for part in numbers.chunks((GROUP / test.len().max(1)).max(1)) {
        let mut group = writer.next_row_group()?;
        let rows = || part.iter().flat_map(|stream| (0..test.len()).map(move |step| (*stream, step)));
        let of: Vec<i32> = rows().map(|(stream, _)| stream as i32).collect();
        column::<Int32Type>(&mut group, &of, None)?;
        let of: Vec<i32> = rows().filter_map(|(_, step)| days.get(step).copied()).collect();
        column::<Int32Type>(&mut group, &of, None)?;
        let event = |(stream, step)| streams.packed.get(stream, test.start + step);
        column::<BoolType>(&mut group, &rows().map(event).collect::<Vec<_>>(), None)?;
        let probability =
            |place| forecast.test().get(place).copied().filter(|probability| !probability.is_nan());
        let found: Vec<Option<f64>> = rows().map(probability).collect();
        let is_there: Vec<i16> = found.iter().map(|of| i16::from(of.is_some())).collect();
        let values: Vec<f64> = found.into_iter().flatten().collect();
        column::<DoubleType>(&mut group, &values, Some(&is_there))?;
        group.close()?;
    }
    Ok(writer.into_inner()?)
}
