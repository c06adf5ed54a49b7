//! Mails: their settings with a test, and the page behind the link with which a recipient ends them.

mod form;
mod settings;
mod test;
mod unsubscribe;

use crate::access::Capability;
use crate::route::{Need, Route};

pub(crate) fn routes() -> Vec<Route> {
    let configure = Need::May(Capability::Configure);
    vec![
        Route::get("/settings/mail", Need::May(Capability::ReadSettings), settings::show),
        Route::post("/settings/mail", configure, settings::save),
        Route::post("/settings/mail/test", configure, test::send),
        Route::post("/settings/mail/subscribe", configure, settings::subscribe),
        Route::get("/mail/unsubscribe/{token}", Need::Nobody, unsubscribe::ask),
        Route::post("/mail/unsubscribe/{token}", Need::Nobody, unsubscribe::end),
    ]
}
