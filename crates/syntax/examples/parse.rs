//! Looks at a model: `parse MODEL raw|gold|capitals|tree|names|speed FILE`.
//!
//! `raw` cuts and parses plain text to CoNLL-U, `gold` parses the words of a treebank as they stand, `tree` prints trees, `names`
//! reads JSON Lines with `id` and `text` and writes the names found, `speed` parses documents divided by blank lines.
use dateline_syntax::{
    Limits, Model, Parser, analyse, analyse_with, parse, parse_treebank, read_treebank, write_conllu,
    write_tree, write_treebank,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let started = std::time::Instant::now();
    let model = Model::read(std::fs::read(&args[1])?)?;
    eprintln!("loaded in {:?}", started.elapsed());
    let text = std::fs::read_to_string(&args[3])?;
    match args[2].as_str() {
        "capitals" => {
            // The words of a treebank in capitals: how much is lost where case says nothing?
            let mut trees = read_treebank(&text)?;
            for word in trees.iter_mut().flat_map(|t| &mut t.words) {
                word.form = word.form.to_uppercase();
            }
            print!("{}", write_treebank(&parse_treebank(&model, &trees)));
        }
        "gold" => print!(
            "{}",
            write_treebank(&parse_treebank(&model, &read_treebank(&text)?))
        ),
        "raw" => {
            let mut read = analyse_with(
                &text,
                &Limits {
                    tokens: usize::MAX,
                    ..Limits::default()
                },
            );
            parse(&model, &mut read);
            print!("{}", write_conllu(&read));
        }
        "names" => {
            let mut parser = Parser::new(&model);
            for line in text.lines() {
                let row: serde_json::Value = serde_json::from_str(line)?;
                let text = row["text"].as_str().ok_or("no text")?;
                let mut read = analyse(text);
                parser.parse(&mut read);
                let points = |byte: usize| text[..byte].chars().count();
                let entities: Vec<_> = read
                    .entities()
                    .iter()
                    .map(|e| {
                        let span = read.span(e.tokens.clone());
                        serde_json::json!({"start": points(span.start()), "end": points(span.end()), "type": e.kind.as_str()})
                    })
                    .collect();
                println!("{}", serde_json::json!({"id": row["id"], "entities": entities}));
            }
        }
        "tree" => {
            let mut read = analyse(&text);
            parse(&model, &mut read);
            for at in 0..read.sentences().len() {
                println!("{}", write_tree(&read, at));
            }
            println!(
                "{:?}",
                read.entities()
                    .iter()
                    .map(|e| (read.span(e.tokens.clone()).of(&text), e.kind))
                    .collect::<Vec<_>>()
            );
        }
        _ => {
            let mut parser = Parser::new(&model);
            let docs: Vec<&str> = text.split("\n\n").collect();
            for _ in 0..3 {
                let started = std::time::Instant::now();
                let (mut words, mut cut) = (0, std::time::Duration::ZERO);
                for d in docs.iter().take(4000) {
                    let s = std::time::Instant::now();
                    let mut read = analyse(d);
                    cut += s.elapsed();
                    parser.parse(&mut read);
                    words += read.tokens().len();
                }
                let t = started.elapsed();
                eprintln!(
                    "{words} words in {t:?}: {:.0}/s; cutting {cut:?}",
                    words as f64 / t.as_secs_f64()
                );
            }
        }
    }
    Ok(())
}
