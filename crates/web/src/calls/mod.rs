//! Calls in the console: the list, its file, a call's page and what people do with a call there.

mod address;
pub(crate) mod csv;
mod edit;
pub(crate) mod export;
mod facts;
pub(crate) mod kinds;
mod list;
pub(crate) mod mask;
mod newer;
pub(crate) mod own;
mod page;
mod query;
pub(crate) mod raw;
pub(crate) mod reasons;
pub(crate) mod record;
mod remembered;
mod task;
mod timeline;

use crate::access::Capability::{Configure, EditCalls, Export, ReadSettings, Retry, SeeCalls};
use crate::route::{Need, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/calls", Need::May(SeeCalls), list::show),
        Route::get("/calls.csv", Need::May(Export), export::download),
        Route::get("/calls-newer", Need::May(SeeCalls), newer::show),
        Route::get("/calls/{id}", Need::May(SeeCalls), page::show),
        Route::get("/calls/{id}/record", Need::May(EditCalls), record::show),
        Route::post("/calls/{id}/record", Need::May(EditCalls), record::pick),
        Route::post("/calls/{id}/people", Need::May(EditCalls), record::find),
        Route::post("/calls/{id}/memo", Need::May(EditCalls), edit::memo),
        Route::post("/calls/{id}/comment", Need::May(EditCalls), edit::comment),
        Route::post("/calls/{id}/retry", Need::May(Retry), edit::retry),
        Route::post("/calls/{id}/replay", Need::May(Retry), edit::replay),
        Route::get("/remembered", Need::May(ReadSettings), remembered::show),
        Route::post("/remembered/forget", Need::May(Configure), remembered::forget),
    ]
}
