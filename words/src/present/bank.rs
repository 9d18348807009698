//! The reasons that banks and gateways give, in words.

use crate::Words;

/// What a bank or a gateway said, for people of the shop: a sentence that needs no code book, and the
/// code itself where nobody knows what it means.
pub fn bank_reason(say: &Words, code: &str) -> String {
    say.say(match code {
        "insufficient_funds" => "bank-says-funds",
        "expired_card" => "bank-says-expired",
        "lost_card" | "stolen_card" | "pickup_card" => "bank-says-lost",
        "lost_or_stolen_card" | "expired_or_canceled_card" => "bank-says-card-ended",
        "account_closed" | "invalid_account" => "bank-says-closed",
        "confirm_card_data"
        | "incorrect_number"
        | "invalid_number"
        | "incorrect_cvc"
        | "invalid_cvc"
        | "invalid_expiry_month"
        | "invalid_expiry_year"
        | "incorrect_zip" => "bank-says-details",
        "card_not_supported" | "currency_not_supported" | "transaction_not_allowed" => {
            "bank-says-not-allowed"
        }
        "card_velocity_exceeded" | "withdrawal_count_limit_exceeded" => "bank-says-limit",
        "authentication_required" | "authentication_not_handled" => "bank-says-asks",
        "try_again_later" | "processing_error" | "issuer_not_available" | "reenter_transaction" => {
            "bank-says-later"
        }
        "do_not_try_again" => "bank-says-never",
        "revocation_of_authorization" | "debit_not_authorized" => "bank-says-revoked",
        "card_declined" | "generic_decline" | "do_not_honor" | "call_issuer"
        | "restricted_card" | "fraudulent" => "bank-says-no",
        _ => return code.to_owned(),
    })
}
