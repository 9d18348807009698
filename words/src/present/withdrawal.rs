//! Words about withdrawals from contracts.

use crate::{Dates, Lang, Words, words};
use dockline_domain::withdrawal::State;
use dockline_view::Shop;
use jiff::Timestamp;

/// What became of a withdrawal, for people of the shop.
pub fn withdrawal_state_text(say: &Words, state: State) -> String {
    say.say(match state {
        State::Open => "withdrawal-state-open",
        State::CarriedOut => "withdrawal-state-carried-out",
        State::Returning => "withdrawal-state-returning",
        State::DealtWith => "withdrawal-state-dealt-with",
    })
}

/// The day and the time at which a withdrawal was received, by the shop's clock: both stand on the
/// receipt (Directive 2011/83/EU art. 11a(4)).
pub fn withdrawal_moment(lang: Lang, shop: &Shop, at: Timestamp) -> String {
    let local = shop.zone.to_datetime(at);
    let day = Dates::written_down(lang, shop.day).whole_day(local.date());
    let time = format!("{:02}:{:02}", local.hour(), local.minute());
    let values = [("day", day.into()), ("time", time.into())];
    let moment = words(lang).fill("moment", values);
    format!("{moment} (UTC{})", shop.zone.to_offset(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dockline_domain::withdrawal::LABELS;

    #[test]
    fn the_function_is_called_by_the_prescribed_words() {
        for lang in Lang::ALL {
            let prescribed = LABELS.into_iter().find(|one| one.lang == lang.tag());
            let prescribed = prescribed.unwrap();
            let say = words(lang);
            assert_eq!(say.say("withdraw-function"), prescribed.function);
            assert_eq!(say.say("withdraw-confirm"), prescribed.confirmation);
        }
    }
}
