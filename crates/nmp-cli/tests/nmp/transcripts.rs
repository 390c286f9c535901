//! The transcripts of `tests/transcripts`, which are documentation that is tested.

#[test]
fn transcripts() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.yaml");
    let config = config.to_str().unwrap().to_owned();
    trycmd::TestCases::new()
        .env("HOME", "/nowhere")
        .env("NMP_CONFIG_FILE", &config)
        .insert_var("[CONFIG]", config)
        .unwrap()
        .default_bin_path(env!("CARGO_BIN_EXE_nmp"))
        .case("tests/transcripts/*.md");
}
