//! Reading treebanks in CoNLL-U, and writing analyses in it.
//!
//! The format: <https://universaldependencies.org/format.html>, version 2. Empty nodes of the enhanced graph and comments
//! other than document and paragraph starts are passed over.

/// One syntactic word of a treebank sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreebankWord {
    /// The word form.
    pub form: String,
    /// Its lemma.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: String,
    /// The treebank's own tag.
    pub xpos: String,
    /// Features, as they stand: `Number=Sing|Person=3`, or `_`.
    pub feats: String,
    /// Position of its head in the sentence, from 1; 0 is the root.
    pub head: u32,
    /// Its relation to the head, with subtype.
    pub relation: String,
    /// Whether white space follows.
    pub space_after: bool,
}

/// One sentence of a treebank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreebankSentence {
    /// Its `sent_id`, or empty.
    pub id: String,
    /// Whether a document or paragraph begins with it.
    pub starts_paragraph: bool,
    /// Its syntactic words.
    pub words: Vec<TreebankWord>,
}

/// Why a treebank was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct TreebankError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

/// Reads a treebank.
///
/// # Errors
/// [`TreebankError`] with the line, when a line does not have ten columns, a number is none, or a sentence is no tree.
///
/// # Example
/// ```
/// let text = "# sent_id = a\n1\tRebels\trebel\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No\n\n";
/// let sentences = dateline_syntax::read_treebank(text)?;
/// assert_eq!(sentences[0].words[0].head, 2);
/// # Ok::<(), dateline_syntax::TreebankError>(())
/// ```
pub fn read_treebank(text: &str) -> Result<Vec<TreebankSentence>, TreebankError> {
    let mut sentences = Vec::new();
    let mut current = TreebankSentence::default();
    // The last word of a multi-word token, and whether white space follows the token.
    let mut multiword = (0, true);
    for (at, line) in text.lines().chain(std::iter::once("")).enumerate() {
        let line_number = at + 1;
        let error = |problem: String| TreebankError {
            line: line_number,
            problem,
        };
        if line.is_empty() {
            if !current.words.is_empty() {
                check_tree(&current).map_err(error)?;
                sentences.push(std::mem::take(&mut current));
            }
            multiword = (0, true);
        } else if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim();
            if comment.starts_with("newdoc") || comment.starts_with("newpar") {
                current.starts_paragraph = true;
            } else if let Some(id) = comment.strip_prefix("sent_id =") {
                current.id = id.trim().to_owned();
            }
        } else {
            let fields: Vec<&str> = line.split('\t').collect();
            let [id, form, lemma, upos, xpos, feats, head, relation, _, misc] = fields[..] else {
                return Err(error(format!("{} columns where 10 are wanted", fields.len())));
            };
            if id.contains('.') {
                continue;
            }
            let space_after = !misc.split('|').any(|m| m == "SpaceAfter=No");
            let number = |field: &str| {
                field
                    .parse::<u32>()
                    .map_err(|_| error(format!("'{field}' is not a number")))
            };
            if let Some((_, last)) = id.split_once('-') {
                multiword = (number(last)?, space_after);
                continue;
            }
            let id = number(id)?;
            if id as usize != current.words.len() + 1 {
                return Err(error(format!(
                    "word {id} stands where word {} is wanted",
                    current.words.len() + 1
                )));
            }
            current.words.push(TreebankWord {
                form: form.to_owned(),
                lemma: lemma.to_owned(),
                upos: upos.to_owned(),
                xpos: xpos.to_owned(),
                feats: feats.to_owned(),
                head: number(head)?,
                relation: relation.to_owned(),
                space_after: match id.cmp(&multiword.0) {
                    std::cmp::Ordering::Less => false,
                    std::cmp::Ordering::Equal => multiword.1,
                    std::cmp::Ordering::Greater => space_after,
                },
            });
        }
    }
    Ok(sentences)
}

fn check_tree(sentence: &TreebankSentence) -> Result<(), String> {
    let n = sentence.words.len();
    let heads = || sentence.words.iter().map(|w| w.head as usize);
    if heads().any(|head| head > n) {
        return Err(format!("a head of sentence '{}' is outside it", sentence.id));
    }
    match heads().filter(|head| *head == 0).count() {
        // Without a root there is a cycle, which is told below.
        0 | 1 => {}
        roots => {
            return Err(format!(
                "sentence '{}' ending here has {roots} roots where one is wanted",
                sentence.id
            ));
        }
    }
    // From every word up, until the root or a word that was met from an earlier one: each word is met once.
    let mut met_from = vec![0; n];
    for start in 1..=n {
        let mut at = start;
        while at > 0 && met_from[at - 1] == 0 {
            met_from[at - 1] = start;
            at = sentence.words[at - 1].head as usize;
        }
        if at > 0 && met_from[at - 1] == start {
            return Err(format!("sentence '{}' ending here has a cycle", sentence.id));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiword_tokens_give_their_space_to_the_last_word() {
        let text = "1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n1\tdo\tdo\tAUX\tVB\t_\t0\troot\t_\t_\n2\tn't\tnot\tPART\tRB\t_\t1\tadvmod\t_\t_\n3\t.\t.\tPUNCT\t.\t_\t1\tpunct\t_\t_\n";
        let read = read_treebank(text).expect("well formed");
        let spaces: Vec<bool> = read[0].words.iter().map(|w| w.space_after).collect();
        assert_eq!(spaces, [false, false, true]);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_words_is_checked_in_linear_time() {
        let words = |head: fn(u32) -> u32| -> String {
            (1..=100_000)
                .map(|n| format!("{n}\ta\ta\tX\tX\t_\t{}\tdep\t_\t_\n", head(n)))
                .collect()
        };
        let started = std::time::Instant::now();
        assert!(read_treebank(&words(|n| n - 1)).is_ok());
        assert!(read_treebank(&words(|n| (n + 1) % 100_001)).is_ok());
        assert!(read_treebank(&words(|n| n % 100_000 + 1)).is_err());
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }

    #[test]
    fn faults_are_told_with_their_line() {
        let check = |text: &str, expected: &str| {
            assert_eq!(read_treebank(text).expect_err("faulty").to_string(), expected);
        };
        check("1\ta\n", "line 1: 2 columns where 10 are wanted");
        check(
            "1\ta\ta\tX\tX\t_\tone\tx\t_\t_\n",
            "line 1: 'one' is not a number",
        );
        check(
            "2\ta\ta\tX\tX\t_\t0\troot\t_\t_\n",
            "line 1: word 2 stands where word 1 is wanted",
        );
        check(
            "# sent_id = s\n1\ta\ta\tX\tX\t_\t1\tdep\t_\t_\n\n",
            "line 3: sentence 's' ending here has a cycle",
        );
        let row = |id: u32, head: u32| format!("{id}\ta\ta\tX\tX\t_\t{head}\tdep\t_\t_\n");
        check(
            &format!("{}{}\n", row(1, 0), row(2, 0)),
            "line 3: sentence '' ending here has 2 roots where one is wanted",
        );
        check(
            &format!("{}{}{}\n", row(1, 0), row(2, 3), row(3, 2)),
            "line 4: sentence '' ending here has a cycle",
        );
    }
}
