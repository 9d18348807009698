//! What the demo shop says of itself. Its legal pages are examples, and say so first.

use super::seed::Seeding;
use crate::error::CliError;
use dockline_domain::lang::Lang;
use dockline_domain::storefront::{LegalPage, StorefrontChange, Texts};
use dockline_engine::command::{ChangeShop, SetLegalPage};

/// Each in English and in German.
const PAGES: [(LegalPage, &str, &str); 6] = [
    (
        LegalPage::Imprint,
        "<p><strong>Example.</strong> This shop is made up; nothing here is sold.</p><h2>Who sells</h2><p>Fjell &amp; Ferd (made up)<br>Musterweg 1<br>10115 Musterstadt<br>Germany</p><p>Represented by: N. N.</p>",
        "<p><strong>Beispiel.</strong> Diesen Shop gibt es nicht; hier wird nichts verkauft.</p><h2>Wer verkauft</h2><p>Fjell &amp; Ferd (erfunden)<br>Musterweg 1<br>10115 Musterstadt<br>Deutschland</p><p>Vertreten durch: N. N.</p>",
    ),
    (
        LegalPage::Terms,
        "<p><strong>Example.</strong> Your own terms stand here.</p><h2>How a contract is made</h2><p>Your order is your offer. What the shop answers, and when the contract is made, is for your terms to say.</p>",
        "<p><strong>Beispiel.</strong> Hier stehen Ihre eigenen Bedingungen.</p><h2>Wie ein Vertrag zustande kommt</h2><p>Die Bestellung ist ein Angebot. Was der Shop antwortet und wann der Vertrag geschlossen ist, sagen Ihre Bedingungen.</p>",
    ),
    (
        LegalPage::Withdrawal,
        "<p><strong>Example.</strong> The instructions on withdrawal that apply to your goods stand here, with the model form.</p>",
        "<p><strong>Beispiel.</strong> Hier steht die Widerrufsbelehrung, die für Ihre Waren gilt, mit dem Muster-Widerrufsformular.</p>",
    ),
    (
        LegalPage::Privacy,
        "<p><strong>Example.</strong> What you store of people, why, for how long, and who else sees it stands here.</p>",
        "<p><strong>Beispiel.</strong> Hier steht, was Sie über Menschen speichern, wozu, wie lange und wer es sonst noch sieht.</p>",
    ),
    (
        LegalPage::Shipping,
        "<p><strong>Example.</strong> Where you deliver to, what it costs, and how one pays stands here.</p>",
        "<p><strong>Beispiel.</strong> Hier steht, wohin Sie liefern, was das kostet und wie man zahlt.</p>",
    ),
    (
        LegalPage::Accessibility,
        "<p><strong>Example.</strong> How accessible your shop is, and whom to tell of a barrier, stands here.</p>",
        "<p><strong>Beispiel.</strong> Hier steht, wie barrierefrei Ihr Shop ist und wem man eine Hürde meldet.</p>",
    ),
];

/// Whom to write to, what prices hold, and the legal pages.
pub(super) async fn say(seeding: &Seeding<'_>) -> Result<(), CliError> {
    let storefront = StorefrontChange {
        contact_email: Some(Some("shop@demo.example".to_owned())),
        contact_phone: Some(Some("+49 30 0000000".to_owned())),
        prices_include_vat: Some(Some(true)),
        ..StorefrontChange::default()
    };
    seeding
        .run(ChangeShop {
            storefront,
            ..ChangeShop::default()
        })
        .await?;
    for (page, english, german) in PAGES {
        let texts = [(Lang::En, english), (Lang::De, german)];
        seeding
            .run(SetLegalPage {
                page,
                texts: Texts(texts.map(|(lang, text)| (lang, text.to_owned())).into()),
                keep_others: false,
                if_mark: None,
            })
            .await?;
    }
    Ok(())
}
