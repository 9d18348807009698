//! The console's sentences.

mod coming;
mod place;
mod said;
mod wrong;

pub use coming::coming_sentence;
pub use place::place_sentences;
pub use said::Done;
pub use wrong::{
    NotDone, Wrong, WrongChange, WrongClock, WrongCount, WrongDate, WrongFile, WrongMail,
    WrongMoney, WrongOrder, WrongParcel, WrongPassword, WrongPlace, WrongText, WrongWebhook,
    WrongWithdrawal,
};
