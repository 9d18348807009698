//! Notices of delay by mail, and the receipt of an answer, in the sentences of the notice's page.

use super::order::Letter;
use super::{Block, Link, Mail};
use crate::present::{notice_sentences, order_line_name, own_choice_text};
use crate::{Lang, link};
use dockline_domain::delay::Regime;
use dockline_view::{DelayView, NoticeView, OrderView};

/// A notice of delay, with its choices; none where the order has none of the number that anybody
/// could answer. It leads to its own page and not to the order's, which does more.
pub fn notice(view: &OrderView, number: u32, lang: Lang, public_url: &str) -> Option<Mail> {
    let notice = view.notices.iter().find(|notice| notice.number == number)?;
    let delay = view.noticed(number)?;
    let token = notice.token.as_deref()?;
    let letter = Letter::new(view, lang, public_url);
    let say = letter.say;
    let sentences = notice_sentences(say, letter.dates(), view, (Some(delay), notice));
    let preview = sentences.first().cloned().unwrap_or_default();
    let mut blocks = vec![Block::Heading(say.say("notice-title"))];
    blocks.extend(sentences.into_iter().map(Block::Text));
    blocks.push(Block::Text(say.say("notice-question")));
    let choices = choices(&letter, delay, notice);
    let page = |answer: &str| letter.page(&format!("{}?answer={answer}", link::notice(token)));
    blocks.push(Block::Choices(
        choices
            .into_iter()
            .map(|(answer, text)| Link {
                text,
                href: page(answer),
            })
            .collect(),
    ));
    blocks.push(Block::Note(say.say("mail-notice-how")));
    Some(letter.closed("mail-notice", preview, blocks))
}

/// What may be answered, in the words of the page.
fn choices(
    letter: &Letter<'_>,
    delay: &DelayView,
    notice: &NoticeView,
) -> Vec<(&'static str, String)> {
    let say = letter.say;
    let until = |day| {
        let day = letter.dates().day(day);
        say.fill("answer-own-wait-until", [("day", day.into())])
    };
    let wait = notice
        .until
        .last()
        .map_or_else(|| say.say("answer-own-wait"), until);
    let mut all = vec![("wait", wait)];
    let further = notice.until.further();
    all.extend(further.map(|day| ("wait_further", until(day))));
    all.push(("cancel", say.say("answer-own-cancel")));
    match delay.regime {
        Regime::Us | Regime::UsCa => {}
        Regime::None | Regime::Eu | Regime::Uk => {
            all.push(("last_date", say.say("answer-own-last-date")));
        }
    }
    all
}

/// What was answered to the notices of an order is recorded; none when nothing was.
pub fn answer_recorded(view: &OrderView, lang: Lang, public_url: &str) -> Option<Mail> {
    let letter = Letter::new(view, lang, public_url);
    let say = letter.say;
    let dates = letter.dates();
    let answered = view.notices.iter().filter_map(|notice| {
        let answer = notice.answer.as_ref()?;
        let name = view.goods(&notice.sku).map_or_else(
            || notice.sku.to_string(),
            |(title, options)| order_line_name(title, options),
        );
        Some((name, own_choice_text(say, dates, answer.choice)))
    });
    let answered: Vec<_> = answered.collect();
    let preview = answered.last()?.1.clone();
    let blocks = vec![
        Block::Heading(say.say("mail-answer-lead")),
        Block::Facts(answered),
        Block::Text(letter.live.sentence.clone()),
    ];
    Some(letter.mail("mail-answer", preview, blocks))
}
