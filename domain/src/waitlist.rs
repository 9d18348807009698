//! How often people on a waitlist are asked and told.

use jiff::{SignedDuration, Timestamp};

/// Those who were told first have as long before the next are. Who was told waits anew when they ask
/// again after that.
pub const HEAD_START: SignedDuration = SignedDuration::from_hours(24);
/// Somebody is asked again after this whether an address is theirs.
pub const ASKED_AGAIN: SignedDuration = SignedDuration::from_hours(24);
/// Most mails by which one address is asked within that time: anyone can write any address down.
pub const ASKED_MAX: u32 = 5;
/// Those who were told stay known for as long: by the link of their mail they can end all others.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Whether those who were told last still have their head start.
pub fn is_head_start(told: Timestamp, now: Timestamp) -> bool {
    now.duration_since(told) < HEAD_START
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_are_told_a_day_later() {
        let told = Timestamp::UNIX_EPOCH;
        for (hours, is_early) in [(0, true), (23, true), (24, false)] {
            let now = told + SignedDuration::from_hours(hours);
            assert_eq!(is_head_start(told, now), is_early, "{hours}");
        }
    }
}
