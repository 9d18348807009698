//! One shop is never made slow by what another shop does.
