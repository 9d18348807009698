//! Whole pages: plain values in, an HTML document out. A page is a pure function of its arguments,
//! so that the server can keep it.

mod cart;
mod catalogue;
mod checkout;
pub mod console;
mod embed;
mod embed_form;
mod embed_wish;
mod find;
mod fragment;
mod legal;
mod notice;
mod order;
mod order_steps;
mod pay;
mod problem;
mod product;
mod shell;
mod shops;
#[cfg(test)]
mod tests;
mod waitlist;
mod withdraw;

pub use crate::component::address_fields::AddressForm;
pub use crate::component::cart_line::CartItem;
pub use crate::form::{KEY_PLACEHOLDER, Notice, OrderFormState};
pub use cart::cart;
pub use catalogue::catalogue;
pub use checkout::{Checkout, checkout, goods_told, told_name};
pub use embed::{EmbedPage, console_embed, embed};
pub use embed_wish::Wish;
pub use find::{FindForm, FindStep, find, my_orders};
pub use fragment::{Layout, NoFragment, fragment, fragment_problem};
pub use legal::{how, legal};
pub use notice::{NoticePage, NoticeTold, notice};
pub use order::{OrderMessage, order};
pub use order_steps::{DetailsForm, OrderStep};
pub use pay::{ToPay, bank_cards, bank_step, pay, to_pay};
pub use problem::{ProblemKind, problem};
pub use product::product;
pub use shops::{ShopCard, shops};
pub use waitlist::{WaitlistTold, no_mails, preferences, waitlist};
pub use withdraw::{WithdrawForm, WithdrawStep, withdraw};
