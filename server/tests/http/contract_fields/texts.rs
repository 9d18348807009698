//! Texts that each form of the document allows and refuses.

/// Texts of a form that are allowed, texts that are refused, and texts that the document allows and
/// the present day does not.
pub(super) struct Texts {
    pub(super) good: Vec<String>,
    pub(super) bad: Vec<String>,
    pub(super) bad_today: Vec<String>,
}

pub(super) fn texts(good: &[&str], bad: &[&str]) -> Texts {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Texts {
        good: owned(good),
        bad: owned(bad),
        bad_today: Vec::new(),
    }
}

pub(super) fn of_length(mut texts: Texts, most: usize) -> Texts {
    texts.good.push("x".repeat(most));
    texts.bad.push("x".repeat(most + 1));
    texts
}

/// What a text of a form may be. A form that is not here has to be added: the test stops at it.
pub(super) fn texts_of(form: &str) -> Texts {
    match form {
        "Sku" => of_length(
            texts(
                &["A", "a b/2", "größe"],
                &["", " A", "A ", "A\n", "A\u{7f}B"],
            ),
            64,
        ),
        "Reference" | "LocationCode" => of_length(
            texts(&["A", "PO 1/é"], &["", " A", "A ", "A\u{0}", "A\tB"]),
            80,
        ),
        "ProductHandle" => of_length(
            texts(
                &["tent", "größe-2", "a.b_c"],
                &["a/b", "a?b", "a b", "-", "a\n"],
            ),
            120,
        ),
        "ShortText" => of_length(
            texts(
                &["A", "Ada Lovelace"],
                &[
                    "",
                    " ",
                    "A\u{1b}B",
                    "a\nb",
                    "A\u{202e}",
                    "\u{200b}",
                    "A\u{2028}B",
                ],
            ),
            300,
        ),
        "OptionalText" => of_length(
            texts(&["", "A"], &["A\u{1b}B", "a\nb", "\u{2066}A", "\u{feff}"]),
            300,
        ),
        "DeliveryNote" => of_length(texts(&["", "DN 1"], &["A\u{1b}B", "A\u{202e}"]), 80),
        "Tag" => of_length(
            texts(&["new", "می\u{200c}خواهم"], &["", " ", "a\nb", "\u{200b}"]),
            255,
        ),
        // Longer ones are cut, and longer bodies are too large altogether.
        "DescriptionHtml" => texts(&["", "<p>Light</p>", &"x".repeat(60_001)], &[]),
        "AddressText" => of_length(
            texts(
                &["1 Way\nTown", "1 Way\r\nTown"],
                &[
                    "",
                    " \n ",
                    "1 Way\u{b}Town",
                    "1\rWay",
                    "1 Way\u{202e}\nTown",
                ],
            ),
            500,
        ),
        "MailAddress" => {
            let long =
                |letters: usize| format!("a@{}.example", vec!["b".repeat(letters); 4].join("."));
            let mut texts = texts(
                &["ada@example.com", "ada+tent@example.co.uk"],
                &[
                    "",
                    "ada",
                    "a b@example.com",
                    "@example.com",
                    "\"a\"@example.com",
                ],
            );
            texts.bad.push(long(63));
            texts
        }
        "Language" => texts(
            &["de", "en-GB", "zh-Hant-TW"],
            &["", "d", "de_DE", "deutschland", "1e"],
        ),
        "EndpointAddress" => {
            let of = |bytes: usize| format!("https://a.example/{}", "x".repeat(bytes - 18));
            let mut texts = texts(
                &[
                    "https://shop.example",
                    "https://shop.example:8443/hooks?a=b",
                    "HTTPS://1.shop.example:443/",
                ],
                &[
                    "",
                    "shop.example",
                    "ftp://shop.example/",
                    "http://shop.example/",
                    "https://shop.example:22/",
                    "https://ada@shop.example/",
                    "https://shop.example/#part",
                    "https://shop.example/a b",
                    "https://shop.example/\u{e9}",
                    "https://127.0.0.1/",
                    "https://localhost/",
                ],
            );
            texts.good.push(of(2_000));
            texts.bad.push(of(2_001));
            texts
        }
        "MessageName" => texts(
            &["evt_01kb7h2q8m0000000000000001"],
            &[
                "",
                "evt",
                "msg_01kb7h2q8m0000000000000001",
                "evt_A",
                "evt_.",
            ],
        ),
        "LocalDate" => texts(
            &["2026-12-14", "2999-12-31"],
            &[
                "1999-12-31",
                "3000-01-01",
                "2026-1-1",
                "2026-12-14T00:00:00Z",
                "2026-02-30",
            ],
        ),
        "ComingDate" => {
            let texts = texts_of("LocalDate");
            Texts {
                bad_today: vec!["2026-11-22".to_owned()],
                good: vec!["2026-11-23".to_owned(), "2999-12-31".to_owned()],
                ..texts
            }
        }
        "PastDate" => Texts {
            bad_today: vec!["2026-11-24".to_owned()],
            good: vec!["2026-11-23".to_owned(), "2000-01-01".to_owned()],
            ..texts_of("LocalDate")
        },
        // Check digits are more than a form can say.
        "IbanText" => Texts {
            bad_today: vec!["DE88 3704 0044 0532 0130 00".to_owned()],
            ..texts(
                &["DE89 3704 0044 0532 0130 00", "no9386011117947"],
                &[
                    "",
                    "DE89",
                    "DE89-3704-0044-0532-0130-00",
                    "89DE37040044053201",
                ],
            )
        },
        "StripeKey" => texts(
            &[
                "rk_test_51AbcdefghijklmnopQR",
                "sk_test_51AbcdefghijklmnopQR",
                &format!("rk_test_{}", "x".repeat(255)),
            ],
            &[
                "",
                "pk_test_51AbcdefghijklmnopQR",
                "rk_test_short",
                " rk_test_51AbcdefghijklmnopQR",
                "rk_test_51Abcdefghi\u{0}klmnopQR",
                &format!("rk_test_{}", "x".repeat(256)),
            ],
        ),
        "HookSecret" => texts(
            &[
                "whsec_AbcdefghijklmnopQR",
                &format!("whsec_{}", "x".repeat(255)),
            ],
            &[
                "",
                "AbcdefghijklmnopQR",
                "whsec_short",
                "whsec_Abcdefghijklmnop\n",
                &format!("whsec_{}", "x".repeat(256)),
            ],
        ),
        "BankCode" => texts(
            &["COBADEFF", "cobadeffxxx"],
            &["", "COBADEFFX", "1OBADEFF", " COBADEFF"],
        ),
        // The last day of the window decides what is past, and both ends what is too far: 730 days
        // after the day of every test.
        "ExpectedDate" => Texts {
            bad_today: vec!["2028-11-23".to_owned()],
            good: vec!["2028-11-22".to_owned()],
            ..texts_of("LocalDate")
        },
        "FactInstant" => {
            let texts = texts(
                &["2026-11-24T10:00:00Z", "2020-01-01T00:00:00+02:00"],
                &["", "2026-11-23", "10:00", "yesterday"],
            );
            Texts {
                bad_today: vec!["2026-11-24T10:00:01Z".to_owned()],
                ..texts
            }
        }
        "PlannedInstant" => texts(
            &["2026-11-23T10:00:00Z", "2020-01-01T00:00:00+02:00"],
            &["", "2026-11-23", "yesterday"],
        ),
        // The parcel has not left: what can be read is refused for that.
        "HandOverInstant" => texts(
            &["2026-11-23T10:00:00Z", "2020-01-01T00:00:00+02:00"],
            &["", "2026-11-23", "yesterday"],
        ),
        "ComingInstant" => {
            let texts = texts(
                &["2026-12-01T00:00:00Z", "2031-11-27T10:00:00Z"],
                &["", "2026-12-24", "tomorrow"],
            );
            Texts {
                bad_today: vec![
                    "2026-11-23T10:00:00Z".to_owned(),
                    "2031-11-28T10:00:00Z".to_owned(),
                ],
                ..texts
            }
        }
        "CurrencyCode" => Texts {
            bad_today: vec!["USD".to_owned()],
            ..texts(&["EUR"], &["", "eur", "EURO"])
        },
        "Gtin" => texts(
            &["12345678", "12345678901234"],
            &["1234567", "123456789012345", "1234567x"],
        ),
        "ImageAddress" => {
            let mut texts = texts(
                &["/demo/a.svg", "https://a.example/b.png", "/"],
                &["", "//a.example/b", "a.png", "javascript:x", "/a b", "/\"x"],
            );
            texts.good.push(format!("/{}", "x".repeat(1_999)));
            texts.bad.push(format!("/{}", "x".repeat(2_000)));
            texts
        }
        "CountryCode" => texts(&["DE", "US"], &["", "D", "de", "DEU", "D1"]),
        "ClosedDate" => Texts {
            good: vec!["2026-12-29".to_owned()],
            ..texts_of("LocalDate")
        },
        "ClosureNote" => of_length(texts(&["", "Stocktaking"], &["A\u{1b}B", "A\u{202e}"]), 100),
        "TimeOfDay" => texts(
            &["00:00", "14:05", "23:59"],
            &["", "24:00", "14:60", "2:00", "14:00:00", "2 pm"],
        ),
        "WeekdayDigits" => texts(
            &["1111100", "0000001"],
            &["0000000", "111110", "11111000", "1111102"],
        ),
        "NoticeText" => of_length(
            texts(
                &["Two years", "a\nb"],
                &["", " \n ", "A\u{b}B", "A\u{202e}"],
            ),
            3_000,
        ),
        "PageHtml" => of_length(texts(&["", "<p>Acme</p>"], &[]), 100_000),
        "PhoneNumber" => {
            let mut texts = texts(
                &["123", "+49 (0)30/123-45.6"],
                &["", "12", "call 123", "+49 30 1234567 ext"],
            );
            texts.good.push("1".repeat(25));
            texts.bad.push("1".repeat(26));
            texts
        }
        "PageAddress" => texts(
            &["https://mill.example/contact", "http://mill.example"],
            &["", "mill.example", "javascript:alert(1)"],
        ),
        "MediaName" => {
            let mut texts = texts(
                &["med_4c4b6a3be1314ab86138bef4314dde02"],
                &["", "med", "MED_0123", "med-0123"],
            );
            texts.bad.push("x".repeat(49));
            texts
        }
        "SentMail" => texts(
            &[
                "msg_01kb7h2q8m0000000000000001",
                "<msg_01kb7h2q8m0000000000000001@shop.example>",
                "msg_1@shop.example",
            ],
            &[
                "",
                "evt_1",
                "msg_",
                "msg_1@",
                "msg_A",
                "msg_1 @shop.example",
            ],
        ),
        "DeliveryCountry" => Texts {
            bad_today: vec!["XX".to_owned()],
            ..texts(&["DE", "fr"], &["", "D", "DEU", "1A"])
        },
        "OrderPrefix" => texts(
            &["", "FJ-", "2026/", "ABCDEFGHI-"],
            &["FJ1", "A B", "ABCDEFGHIJ-"],
        ),
        other => panic!("no texts are known for the form {other}"),
    }
}

/// The texts of a header or query parameter.
pub(super) fn texts_of_parameter(name: &str) -> Option<Texts> {
    match name {
        "Idempotency-Key" => {
            let mut texts = texts(&["k-1", "a b", "\"quoted key\""], &["a\"b", "\"\"", "a\\b"]);
            texts
                .good
                .extend(["x".repeat(128), format!("\"{}\"", "x".repeat(128))]);
            texts
                .bad
                .extend(["x".repeat(129), format!("\"{}\"", "x".repeat(129))]);
            Some(texts)
        }
        "GS1-EPCIS-Version" | "GS1-CBV-Version" => Some(texts(&["2.0", "2"], &["1.2", "new"])),
        "from" | "to" => Some(texts_of("LocalDate")),
        "order" => Some(of_length(
            texts(
                &["ord_1", "ord_01jd0000000000000000000000"],
                &["ord", "ORD_1", "ord-1"],
            ),
            48,
        )),
        "reason" => Some(texts_of("OptionalText")),
        // Any tag is compared, any cursor looked for, any text of these let through.
        "If-Match" | "cursor" | "GS1-Extensions" | "sku" => None,
        other => panic!("no texts are known for the parameter {other}"),
    }
}
