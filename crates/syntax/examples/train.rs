//! Trains and keeps a model: `train key=value …`.
use dateline_syntax::{TrainOptions, Training, TrainingData, plain_text, read_treebank};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut o = TrainOptions::default();
    let (mut trees, mut dev, mut text, mut out, mut state) =
        (Vec::new(), Vec::new(), String::new(), None, None);
    let (mut names, mut dev_names) = (Vec::new(), Vec::new());
    for a in std::env::args().skip(1) {
        let (k, v) = a.split_once('=').ok_or("key=value")?;
        match k {
            "seed" => o.seed = v.parse()?,
            "epochs" => o.epochs = v.parse()?,
            "rate" => o.rate = v.parse()?,
            "batch" => o.batch_words = v.parse()?,
            "width" => o.width = v.parse()?,
            "layers" => o.layers = v.parse()?,
            "pair" => o.pair_width = v.parse()?,
            "threads" => o.threads = v.parse()?,
            "text_epochs" => o.text_epochs = v.parse()?,
            "least" => o.least = v.parse()?,
            "train" => trees = read_treebank(&std::fs::read_to_string(v)?)?,
            "dev" => dev = read_treebank(&std::fs::read_to_string(v)?)?,
            "text" if v.ends_with(".jsonl") => text.push_str(&plain_text(&std::fs::read_to_string(v)?)?),
            "text" => text.push_str(&std::fs::read_to_string(v)?),
            "names" => names.push(std::fs::read_to_string(v)?),
            "dev_names" => dev_names.push(std::fs::read_to_string(v)?),
            "out" => out = Some(v.to_owned()),
            "state" => state = Some(v.to_owned()),
            _ => return Err(format!("unknown key {k}").into()),
        }
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let dev_names: Vec<&str> = dev_names.iter().map(String::as_str).collect();
    let data = TrainingData {
        trees: &trees,
        dev: &dev,
        names: &names,
        dev_names: &dev_names,
        text: &text,
    };
    let mut training = Training::new(data, o)?;
    if let Some(path) = &state
        && let Ok(bytes) = std::fs::read(path)
    {
        training.resume(&bytes)?;
        println!("going on from {path}");
    }
    let mut started = std::time::Instant::now();
    while let Some(p) = training.step() {
        print!(
            "{:2}/{} loss {:.3} in {:.0} s",
            p.done,
            p.of,
            p.loss,
            started.elapsed().as_secs_f32()
        );
        started = std::time::Instant::now();
        if let Some(s) = p.dev {
            print!(
                "  upos {:.2} xpos {:.2} uas {:.2} las {:.2} names {:.2}",
                s.upos, s.xpos, s.uas, s.las, s.names
            );
        }
        println!();
        if let Some(path) = &state {
            std::fs::write(path, training.checkpoint())?;
        }
    }
    if let Some(path) = out {
        std::fs::write(path, training.model())?;
    }
    Ok(())
}
