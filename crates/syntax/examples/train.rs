//! Trains on EWT and prints dev figures.
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let read = |p: &str| {
        dateline_syntax::read_treebank(&std::fs::read_to_string(p).expect("file")).expect("treebank")
    };
    let train = read("/tmp/train.conllu");
    let dev = read("/tmp/dev.conllu");
    let mut o = dateline_syntax::TrainOptions::default();
    for a in &args[1..] {
        let (k, v) = a.split_once('=').expect("k=v");
        match k {
            "seed" => o.seed = v.parse().expect("n"),
            "epochs" => o.epochs = v.parse().expect("n"),
            "rate" => o.rate = v.parse().expect("n"),
            "batch" => o.batch_words = v.parse().expect("n"),
            "width" => o.width = v.parse().expect("n"),
            "layers" => o.layers = v.parse().expect("n"),
            "threads" => o.threads = v.parse().expect("n"),
            _ => panic!("{k}"),
        }
    }
    let scores = dateline_syntax::experiment(&train, &dev, &o);
    println!("{scores:?}");
}
