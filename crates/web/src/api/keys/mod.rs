//! API keys. Only an owner in the console's session makes and ends them: a key cannot make keys.

mod end;
mod list;
mod make;

use super::endpoint::Endpoint;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![list::endpoint(), make::endpoint(), end::endpoint()]
}
