//! Every route with what it needs, in one list: joined to a router here, walked by the tests, and printed as a document.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, delete, get, patch, post, put};

use crate::Shared;
use crate::access::{Capability, check};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Anybody; the handler itself asks for proof if it needs some.
    Nobody,
    /// Whoever has the link of the setup (`{token}` behind `/setup/`), while there is no owner.
    Setup,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever has the capability.
    May(Capability),
}

/// One method of one path.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) need: Need,
    handler: MethodRouter<Shared>,
}

macro_rules! constructors {
    ($($name:ident $method:ident,)*) => {
        $(pub(crate) fn $name<H, T>(path: &'static str, need: Need, handler: H) -> Route
        where
            H: Handler<T, Shared>,
            T: 'static,
        {
            Route { method: Method::$method, path, need, handler: $name(handler) }
        })*
    };
}

#[allow(dead_code, reason = "a route may have any method, and today's have not all of them")]
impl Route {
    /// A route whose handler says itself for which method it is.
    pub(crate) fn new(
        method: Method,
        path: &'static str,
        need: Need,
        handler: MethodRouter<Shared>,
    ) -> Route {
        Route { method, path, need, handler }
    }

    constructors! { get GET, post POST, put PUT, patch PATCH, delete DELETE, }

    /// The same with a layer of its own around the handler.
    pub(crate) fn map(
        self,
        change: impl Fn(MethodRouter<Shared>) -> MethodRouter<Shared>,
    ) -> Route {
        Route { handler: change(self.handler), ..self }
    }
}

/// The router of all these routes, each behind the layer that checks what it needs.
pub(crate) fn join(routes: Vec<Route>, shared: &Shared) -> Router<Shared> {
    routes.into_iter().fold(Router::new(), |router, route| {
        let guard = from_fn_with_state((shared.clone(), route.need), check::guard);
        router.route(route.path, route.handler.route_layer(guard))
    })
}
