//! The site's files are built before the server and become part of it; a build without them gets an
//! empty folder.

fn main() {
    let site = std::path::Path::new("../target/site");
    std::fs::create_dir_all(site).expect("the folder of the site can be made");
    println!("cargo::rerun-if-changed=../target/site/manifest.json");
    println!("cargo::rerun-if-changed=demo");
}
