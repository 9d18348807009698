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

/// Read as if their prices were in euro.
const FILES: &[File] = &[
    File {
        path: "shopify/eticaret_tr.csv",
        format: Format::Shopify,
        counts: [94, 16, 16, 0],
        digest: "d284ffdf19fb98a7",
        some: &[],
    },
    File {
        path: "shopify/hair.csv",
        format: Format::Shopify,
        counts: [565, 82, 443, 0],
        digest: "deecd48282defabf",
        some: &[
            "MACI-DEEP-WAVE-HD-LACE-5X5-WIG-22-INCHES 85000",
            "atX7294xYv 16000",
        ],
    },
    File {
        path: "shopify/home.csv",
        format: Format::Shopify,
        counts: [21, 20, 21, 0],
        digest: "46dc3a05be68dff8",
        some: &["ANTIQUE-DRAWERS 25000", "GREY-SOFA 2999"],
    },
    File {
        path: "shopify/laslira_cl.csv",
        format: Format::Shopify,
        counts: [407, 95, 142, 0],
        digest: "c627ac0dff95d407",
        some: &["0112 8800000", "F112 7300000"],
    },
    File {
        path: "shopify/mikolaj.csv",
        format: Format::Shopify,
        counts: [60, 34, 54, 4],
        digest: "cd2b4420dcecf7ab",
        some: &["3801181_8474 7459"],
    },
    File {
        path: "shopify/patak.csv",
        format: Format::Shopify,
        counts: [548, 85, 162, 6],
        digest: "c462f459f7c4f687",
        some: &["LUX-KMPS2137 4500"],
    },
    File {
        path: "shopify/vietjewelers.csv",
        format: Format::Shopify,
        counts: [2307, 566, 920, 0],
        digest: "aa6d14c75b8e16bd",
        some: &["TFFORZ25-TOP-JB8648 36000000"],
    },
    File {
        path: "woo/artur.csv",
        format: Format::Woocommerce,
        counts: [9, 7, 7, 0],
        digest: "3bf8db3334b4e07b",
        some: &[],
    },
    File {
        path: "woo/bambini_products.csv",
        format: Format::Woocommerce,
        counts: [96, 3, 3, 93],
        digest: "3da91e3a117d6ecb",
        some: &["C112KUN75001 149000"],
    },
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
