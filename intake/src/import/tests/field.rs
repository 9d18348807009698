//! Files of real shops. They are other people's, so they are no part of the repository: the folder
//! that has them is named by `DOCKLINE_TEST_FIELD`, and without it this is skipped.

use super::*;
use sha2::{Digest as _, Sha256};

/// A file, and what comes of it.
struct File {
    path: &'static str,
    format: Format,
    /// Rows, products, variants and rejected rows.
    counts: [usize; 4],
    /// Of its lines "SKU price", sorted: the first sixteen hexadecimal digits of their SHA-256.
    digest: &'static str,
    /// Some of those lines.
    some: &'static [&'static str],
}

const fn file(
    format: Format,
    path: &'static str,
    counts: [usize; 4],
    digest: &'static str,
    some: &'static [&'static str],
) -> File {
    File {
        path,
        format,
        counts,
        digest,
        some,
    }
}

/// Read as if their prices were in euro.
const FILES: &[File] = &[
    file(
        Format::Shopify,
        "shopify/eticaret_tr.csv",
        [94, 16, 16, 0],
        "d284ffdf19fb98a7",
        &[],
    ),
    file(
        Format::Shopify,
        "shopify/hair.csv",
        [565, 82, 443, 0],
        "deecd48282defabf",
        &[
            "MACI-DEEP-WAVE-HD-LACE-5X5-WIG-22-INCHES 85000",
            "atX7294xYv 16000",
        ],
    ),
    file(
        Format::Shopify,
        "shopify/home.csv",
        [21, 20, 21, 0],
        "46dc3a05be68dff8",
        &["ANTIQUE-DRAWERS 25000", "GREY-SOFA 2999"],
    ),
    file(
        Format::Shopify,
        "shopify/laslira_cl.csv",
        [407, 95, 142, 0],
        "c627ac0dff95d407",
        &["0112 8800000", "F112 7300000"],
    ),
    file(
        Format::Shopify,
        "shopify/mikolaj.csv",
        [60, 34, 54, 4],
        "cd2b4420dcecf7ab",
        &["3801181_8474 7459"],
    ),
    file(
        Format::Shopify,
        "shopify/patak.csv",
        [548, 85, 162, 6],
        "c462f459f7c4f687",
        &["LUX-KMPS2137 4500"],
    ),
    file(
        Format::Shopify,
        "shopify/vietjewelers.csv",
        [2307, 566, 920, 0],
        "aa6d14c75b8e16bd",
        &["TFFORZ25-TOP-JB8648 36000000"],
    ),
    file(
        Format::Woocommerce,
        "woo/artur.csv",
        [9, 7, 7, 0],
        "3bf8db3334b4e07b",
        &[],
    ),
    file(
        Format::Woocommerce,
        "woo/bambini_products.csv",
        [96, 3, 3, 93],
        "3da91e3a117d6ecb",
        &["C112KUN75001 149000"],
    ),
];

fn digest(lines: &[String]) -> String {
    let digest = Sha256::digest(lines.join("\n").as_bytes());
    let beginning = digest[..8].try_into().expect("a digest has 32 bytes");
    format!("{:016x}", u64::from_be_bytes(beginning))
}

#[test]
fn files_of_real_shops_are_read_with_the_right_prices() {
    let Some(folder) = std::env::var_os("DOCKLINE_TEST_FIELD") else {
        println!("skipped: DOCKLINE_TEST_FIELD names no folder with files of real shops");
        return;
    };
    let folder = PathBuf::from(folder);
    for file in FILES {
        let bytes = std::fs::read(folder.join(file.path)).unwrap();
        let parsed = parse(file.format, &bytes, &reading()).unwrap();
        let variants = parsed
            .products
            .iter()
            .flat_map(|found| &found.product.variants);
        let mut lines: Vec<String> = variants
            .map(|variant| format!("{} {}", variant.sku, variant.price.minor))
            .collect();
        lines.sort_unstable();
        let counts = [
            parsed.rows,
            parsed.products.len(),
            lines.len(),
            parsed.rejected.len(),
        ];
        assert_eq!(
            (counts, digest(&lines).as_str()),
            (file.counts, file.digest),
            "{}",
            file.path
        );
        for line in file.some {
            assert!(lines.iter().any(|one| one == line), "{}: {line}", file.path);
        }
    }
}
