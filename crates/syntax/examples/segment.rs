//! Prints the sentences and tokens of a text: a sentence a paragraph, a token a line.
use std::io::Read;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let limits = dateline_syntax::Limits {
        tokens: usize::MAX,
        sentence_tokens: 512,
    };
    let read = dateline_syntax::analyse_with(&text, &limits);
    for sentence in read.sentences() {
        println!(
            "# {:?} {}",
            sentence.role,
            if sentence.all_caps { "capitals" } else { "" }
        );
        for ix in sentence.tokens.clone() {
            println!("{}", read.word(ix));
        }
        println!();
    }
    Ok(())
}
