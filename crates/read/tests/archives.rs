//! Pages, feeds, archives and tables, good and bad, read as the command line reads them. All texts were written for this
//! project.

use dateline_read::{Input, Note, Options, Read, ReadError, Reader, read};
use std::{fs, io::Write, path::PathBuf, time::Instant};
use tempfile::TempDir;

struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary directory"));
        for (name, content) in files {
            let path = folder.path(name);
            fs::create_dir_all(path.parent().expect("below the folder")).expect("can be made");
            fs::write(path, content).expect("can be written");
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn start(&self, name: &str) -> Reader {
        read([Input::from(self.path(name))], Options::default())
    }

    fn all(&self, name: &str) -> Vec<Result<Read, ReadError>> {
        self.start(name).collect()
    }
}

/// One line for each outcome: title and text, or the error without its directory.
fn outcomes(name: &str, content: &[u8]) -> Vec<String> {
    let folder = Folder::new(&[(name, content)]);
    let prefix = format!("{}/", folder.0.path().display());
    folder
        .all(name)
        .iter()
        .map(|result| match result {
            Ok(read) => format!(
                "{}|{}|{}",
                read.document.title.as_deref().unwrap_or_default(),
                read.document.published.map(|d| d.to_string()).unwrap_or_default(),
                read.document.text
            ),
            Err(error) => {
                assert!(!error.help().is_empty());
                format!("ERROR {error}").replace(&prefix, "")
            }
        })
        .collect()
}

fn page(title: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>{title} | Valley Post</title>\
         <meta property='og:site_name' content='Valley Post'>\
         <meta property='article:published_time' content='2021-03-02T10:00:00Z'></head>\
         <body><nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav><article><h1>{title}</h1>\
         <p>Shells fell on the market of the river town on Monday morning, killing two traders and wounding a boy.</p>\
         <p>The mayor said that the fire had come from the hills, where the rebels hold two villages and a bridge.</p>\
         </article><footer>All rights reserved</footer></body></html>"
    )
}

const BODY: &str = "Shells fell on the market of the river town on Monday morning, killing two traders and wounding a boy.\n\nThe mayor said that the fire had come from the hills, where the rebels hold two villages and a bridge.";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("memory can be written");
    out.finish().expect("memory can be written")
}

/// A record of a web archive that says it has `length` bytes, or as many as it has.
fn record(title: &str, length: Option<usize>) -> Vec<u8> {
    let content = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}",
        page(title)
    );
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://valley.example/{title}\r\n\
         WARC-Date: 2021-03-03T00:00:00Z\r\nContent-Length: {}\r\n\r\n{content}\r\n\r\n",
        length.unwrap_or(content.len())
    )
    .into_bytes()
}

#[test]
fn a_page_is_read_with_its_paragraphs_and_metadata() {
    let folder = Folder::new(&[("a.html", page("Two die").as_bytes())]);
    let read = folder.all("a.html").remove(0).expect("is a page");
    assert_eq!(read.document.text, BODY);
    assert_eq!(read.document.title.as_deref(), Some("Two die"));
    assert_eq!(read.document.publisher.as_deref(), Some("Valley Post"));
    assert_eq!(read.document.published, Some(jiff::civil::date(2021, 3, 2)));
}

#[test]
fn packed_files_are_unpacked_whatever_their_name() {
    let good = [format!("Two die|2021-03-02|{BODY}")];
    assert_eq!(outcomes("a.html.gz", &gzip(page("Two die").as_bytes())), good);
    assert_eq!(outcomes("a", &gzip(page("Two die").as_bytes())), good);
    let zst = zstd::encode_all(page("Two die").as_bytes(), 1).expect("packs");
    assert_eq!(outcomes("a.zst", &zst), good);
}

#[test]
fn a_cut_off_gzip_gives_what_is_whole_and_says_so() {
    let lines: String = (0..2000)
        .map(|n| format!("{{\"text\": \"Report {n} of {}.\"}}\n", n * 7919 % 1000))
        .collect();
    let packed = gzip(lines.as_bytes());
    let found = outcomes("a.jsonl.gz", &packed[..packed.len() / 2]);
    assert!(found.len() > 100, "{}", found.len());
    let last = found.last().expect("some");
    assert!(
        last.contains("the gzip data is cut off: it ends before it is complete"),
        "{last}"
    );
}

#[test]
fn an_archive_gives_its_pages_and_counts_the_rest() {
    let mut archive = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 5\r\n\r\na: b\n\r\n\r\n".to_vec();
    archive.extend(record("One", None));
    // As crawlers write them: each record packed by itself.
    let mut packed = gzip(&archive);
    packed.extend(gzip(&record("Two", None)));
    let folder = Folder::new(&[("a.warc.gz", &packed)]);
    let mut reader = folder.start("a.warc.gz");
    let found: Vec<_> = reader.by_ref().map(|r| r.expect("reads").document).collect();
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].url.as_deref(), Some("https://valley.example/Two"));
    assert_eq!(found[1].text, BODY);
    let passed: Vec<_> = reader.passed_over().kinds().collect();
    assert_eq!(passed, [("description of a web archive", 1)]);
}

#[test]
fn a_lying_length_costs_its_own_record_alone() {
    for lie in [10, 1_000_000, usize::MAX] {
        let archive = [
            record("One", None),
            record("Two", Some(lie)),
            record("Three", None),
        ]
        .concat();
        let found = outcomes("a.warc", &archive);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found[0].starts_with("One|") && found[2].starts_with("Three|"),
            "{found:?}"
        );
        assert!(
            found[1].starts_with(&format!(
                "ERROR a.warc: web archive 2: the record says that it has {lie} bytes, but"
            )),
            "{}",
            found[1]
        );
    }
}

#[test]
fn a_page_is_not_published_after_it_was_fetched() {
    let archive = String::from_utf8(record("One", None))
        .expect("text")
        .replace("WARC-Date: 2021-03-03", "WARC-Date: 2019-03-03");
    let folder = Folder::new(&[("a.warc", archive.as_bytes())]);
    let read = folder.all("a.warc").remove(0).expect("reads");
    assert_eq!(read.document.published, None);
    assert_eq!(
        read.notes,
        [Note::OddDay {
            day: jiff::civil::date(2021, 3, 2)
        }]
    );
}

const RSS: &str = "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>\
    <channel><title>Valley Post</title><link>https://valley.example/</link>\
    <item><title>Two die &amp;amp; one flees</title><link>https://valley.example/two-die</link><guid>g1</guid>\
    <pubDate>Tue, 02 Mar 2021 10:00:00 GMT</pubDate><description>Short.</description>\
    <content:encoded><![CDATA[<p>Two traders died.</p><p>One fled.</p>]]></content:encoded></item>\
    <item><title>Talks</title><pubDate>Wed, 01 Jan 0025 10:00:00 GMT</pubDate>\
    <description>&lt;p&gt;Talks &lt;b&gt;failed&lt;/b&gt;.&lt;/p&gt;</description></item></channel></rss>";

#[test]
fn rss_atom_and_json_feeds_are_read_alike() {
    assert_eq!(
        outcomes("a.xml", RSS.as_bytes()),
        [
            "Two die & one flees|2021-03-02|Two traders died.\n\nOne fled.",
            "Talks||Talks failed."
        ]
    );
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Valley Post</title><entry><id>e1</id><title>Two die</title>\
        <link rel='self' href='x'/><link href='https://valley.example/1'/><published>2021-03-02T10:00:00Z</published>\
        <content type='xhtml'><div><p>Two traders died.</p><p>One fled.</p></div></content></entry></feed>";
    assert_eq!(
        outcomes("feed", atom.as_bytes()),
        ["Two die|2021-03-02|Two traders died.\n\nOne fled."]
    );
    let json = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Valley Post\", \"items\": [{\"id\": \"1\", \
        \"title\": \"Two die\", \"date_published\": \"2021-03-02T10:00:00Z\", \"content_text\": \"Two traders died.\\n\\nOne fled.\"}]}";
    assert_eq!(
        outcomes("feed.json", json.as_bytes()),
        ["Two die|2021-03-02|Two traders died.\n\nOne fled."]
    );
}

#[test]
fn an_odd_day_of_an_item_is_noted() {
    let folder = Folder::new(&[("a.rss", RSS.as_bytes())]);
    let second = folder.all("a.rss").remove(1).expect("reads");
    assert_eq!(
        second.notes,
        [Note::NoDay {
            written: "Wed, 01 Jan 0025 10:00:00 GMT".into()
        }]
    );
}

#[test]
fn a_feed_takes_the_page_that_lies_beside_it() {
    let folder = Folder::new(&[
        ("a.xml", RSS.as_bytes()),
        ("two-die.html", page("Two die").as_bytes()),
    ]);
    let first = folder.all("a.xml").remove(0).expect("reads");
    assert_eq!(first.document.text, BODY);
    assert_eq!(
        first.document.url.as_deref(),
        Some("https://valley.example/two-die")
    );
    // A link that leads out of the folder leads nowhere.
    let out = RSS.replace("https://valley.example/two-die", "../../etc/two-die");
    let folder = Folder::new(&[
        ("in/a.xml", out.as_bytes()),
        ("two-die.html", page("Two die").as_bytes()),
    ]);
    let first = folder.all("in/a.xml").remove(0).expect("reads");
    assert_eq!(first.document.text, "Two traders died.\n\nOne fled.");
}

#[test]
fn ten_thousand_nested_tags_of_a_feed_are_read_through() {
    let deep = format!("{}Two died.{}", "<div>".repeat(10_000), "</div>".repeat(10_000));
    let feed = format!(
        "<?xml version='1.0'?><rss><channel>{0}<item><title>a</title><description>{deep}</description></item>\
         <item><title>b</title><description>Good.</description></item></channel></rss>",
        "<x>".repeat(10_000)
    );
    assert_eq!(outcomes("a.xml", feed.as_bytes()), ["a||Two died.", "b||Good."]);
}

#[test]
fn entities_that_a_feed_defines_are_never_expanded() {
    let mut bomb = String::from("<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a0 'boom'>");
    for n in 1..20 {
        bomb += &format!("<!ENTITY a{n} '{}'>", format!("&a{};", n - 1).repeat(10));
    }
    bomb += "]><rss><channel><item><title>&a19;</title><description>Good &amp; short.</description></item></channel></rss>";
    assert_eq!(outcomes("a.xml", bomb.as_bytes()), ["&a19;||Good & short."]);
}

#[test]
fn what_is_no_feed_is_said() {
    let found = outcomes("a.xml", b"<?xml version='1.0'?><notes><note>x</note></notes>");
    assert_eq!(found, ["ERROR a.xml: feed 1: this XML is neither RSS nor Atom"]);
    let found = outcomes(
        "a.xml",
        b"<?xml version='1.0'?><rss><channel><item><title>x</title>",
    );
    assert_eq!(found, ["ERROR a.xml: feed 1: the feed ends within an item"]);
}

#[test]
fn a_page_of_thirty_megabytes_is_read_from_its_beginning() {
    let mut huge = page("Two die").replace("</article>", "");
    while huge.len() < 30 << 20 {
        huge += "<p>Another line of an endless page that nobody wrote by hand, number after number.</p>";
    }
    let folder = Folder::new(&[("a.html", huge.as_bytes())]);
    let began = Instant::now();
    let read = folder.all("a.html").remove(0).expect("reads");
    assert!(read.notes.contains(&Note::PageCut), "{:?}", read.notes);
    assert!(read.document.text.len() < 9 << 20);
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}

#[test]
fn a_deeply_nested_page_is_read() {
    for tag in ["div", "b", "p", "li", "table", "a"] {
        let deep = page("Two die").replace(
            "<article>",
            &format!("<article>{}", format!("<{tag}>").repeat(20_000)),
        );
        let found = outcomes("a.html", deep.as_bytes());
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("Two die|2021-03-02|"), "{tag}");
    }
}

#[test]
fn tables_are_read_by_the_names_of_their_columns() {
    let csv = "id,headline,body,date\r\n1,\"Two, or three\",\"He said \"\"no\"\".\nThey left.\",2 March 2021\r\n2,,Shells fell.,\r\n";
    assert_eq!(
        outcomes("a.csv", csv.as_bytes()),
        [
            "Two, or three|2021-03-02|He said \"no\".\nThey left.",
            "||Shells fell."
        ]
    );
    let semicolons = "text;published\nShells fell.;2021-03-02\n";
    assert_eq!(
        outcomes("told-by-content", semicolons.as_bytes()),
        ["|2021-03-02|Shells fell."]
    );
    let folder = Folder::new(&[("a.csv", b"story,day\nShells fell.,2021-03-02\n")]);
    let mut options = Options::default();
    options.columns = "text=story,published=day".parse().expect("well formed");
    let read = read([Input::from(folder.path("a.csv"))], options)
        .next()
        .expect("one")
        .expect("reads");
    assert_eq!(read.document.published, Some(jiff::civil::date(2021, 3, 2)));
    assert_eq!(read.source.line, Some(2));
    assert_eq!(
        outcomes("b.csv", b"story,day\nx,y\n"),
        ["ERROR b.csv: table, line 1: no column holds the text"]
    );
}

#[test]
fn broken_quotes_cost_their_own_row_alone() {
    let csv = "id,text\n1,One.\n2,\"Two\n3,Three.\n4,\"Fo\"ur\n5,Five.\n";
    assert_eq!(
        outcomes("a.csv", csv.as_bytes()),
        [
            "||One.",
            "ERROR a.csv: table, line 3: the quotes of the row are broken",
            "||Three.",
            "ERROR a.csv: table, line 5: the quotes of the row are broken",
            "||Five."
        ]
    );
}

#[test]
fn a_file_that_only_begins_as_parquet_is_refused() {
    let found = outcomes("a.parquet", b"PAR1 and then nothing that is of any use");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("ERROR a.parquet: Parquet file: "),
        "{}",
        found[0]
    );
}

#[test]
fn parquet_is_read_by_the_names_of_its_columns() {
    use parquet::{
        data_type::{ByteArray, ByteArrayType},
        file::{properties::WriterProperties, writer::SerializedFileWriter},
        schema::parser::parse_message_type,
    };
    let schema =
        "message m { required binary body (UTF8); required binary date (UTF8); required int32 other; }";
    let schema = std::sync::Arc::new(parse_message_type(schema).expect("a schema"));
    let folder = Folder::new(&[]);
    let file = fs::File::create(folder.path("a.parquet")).expect("can be made");
    let mut writer = SerializedFileWriter::new(file, schema, WriterProperties::builder().build().into())
        .expect("a writer");
    let mut rows = writer.next_row_group().expect("a group");
    for values in [["Shells fell.", "It was calm."], ["2021-03-02", "soon"]] {
        let mut column = rows.next_column().expect("a column").expect("is there");
        let values: Vec<ByteArray> = values.map(ByteArray::from).to_vec();
        column
            .typed::<ByteArrayType>()
            .write_batch(&values, None, None)
            .expect("writes");
        column.close().expect("closes");
    }
    let mut column = rows.next_column().expect("a column").expect("is there");
    column
        .typed::<parquet::data_type::Int32Type>()
        .write_batch(&[1, 2], None, None)
        .expect("writes");
    column.close().expect("closes");
    rows.close().expect("closes");
    writer.close().expect("closes");
    let found: Vec<_> = folder
        .all("a.parquet")
        .into_iter()
        .map(|r| r.expect("reads"))
        .collect();
    assert_eq!(found[0].document.text, "Shells fell.");
    assert_eq!(found[0].document.published, Some(jiff::civil::date(2021, 3, 2)));
    assert_eq!(found[1].document.text, "It was calm.");
    assert_eq!(
        found[1].notes,
        [Note::NoDay {
            written: "soon".into()
        }]
    );
}

#[test]
fn other_languages_are_set_aside_and_counted() {
    let spanish = "Al menos tres personas murieron el lunes cuando un proyectil cayó sobre el mercado de la ciudad, según dijo el alcalde, que pidió ayuda al gobierno para los heridos y sus familias.";
    let lines = format!("{{\"text\":\"{spanish}\"}}\n{{\"text\":\"Shells fell.\"}}\n");
    let folder = Folder::new(&[("a.jsonl", lines.as_bytes())]);
    let mut reader = folder.start("a.jsonl");
    assert_eq!(reader.by_ref().count(), 1);
    let passed: Vec<_> = reader.passed_over().kinds().collect();
    assert_eq!(passed, [("in Spanish", 1)]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_bytes_behind_a_signature_panic(which in 0usize..8, bytes: Vec<u8>) {
        const HEADS: [&[u8]; 8] = [
            b"<html><p>", b"<?xml version='1.0'?><rss><item>", b"{\"version\": \"https://jsonfeed.org/version/1\"",
            b"WARC/1.0\r\nContent-Length: 9\r\n\r\n", b"PAR1", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"id,text\n1,\"",
        ];
        let content = [HEADS[which], &bytes].concat();
        let folder = Folder::new(&[("a", &content)]);
        for result in folder.all("a") {
            match result {
                Ok(read) => proptest::prop_assert!(!read.document.text.contains('\0')),
                Err(error) => proptest::prop_assert!(!error.help().is_empty()),
            }
        }
    }
}
