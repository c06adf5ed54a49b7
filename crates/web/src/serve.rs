//! Serves the routes on a port, so that a sender who never finishes a request holds up nobody: neither the
//! others, nor the end of the process.

use std::io::{Error, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::util::MapRequest;

use crate::REQUEST_TIME;
use crate::access::origin::Peer;

/// How long requests that have begun may take after we were told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// How long we wait when no connection can be taken, as when the process has no file handle left.
const BREATH: Duration = Duration::from_millis(200);

/// Connections at once, at most; further ones wait to be taken, so that file handles remain for the work.
const CONNECTIONS: usize = 2_048;

/// Serves `router` on `listener` until `until` is done; requests in flight are finished if they finish soon.
///
/// # Errors
/// None today; a listener that fails for a while is tried again.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    until: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let mut server = Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(REQUEST_TIME);
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    tokio::pin!(until);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut until => break,
        };
        let (stream, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                breathe_after(&error).await;
                continue;
            }
        };
        // Who signs in too often is told by the address.
        let peer = stream.peer_addr().ok().map(Peer);
        let service = MapRequest::new(router.clone(), tell_peer(peer));
        let service = TowerToHyperService::new(service);
        let connection = server.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(LAST_REQUESTS, connections.shutdown()).await.is_err() {
        tracing::warn!("connections were closed on senders who did not finish their requests");
    }
    Ok(())
}

/// Puts the other end of the connection among each request's extensions.
fn tell_peer<B>(peer: Option<Peer>) -> impl FnMut(Request<B>) -> Request<B> + Clone {
    move |mut request| {
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        request
    }
}

/// Takes the next connection once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> std::io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(Error::other)?;
    let (stream, _) = listener.accept().await?;
    Ok((stream, place))
}

async fn breathe_after(error: &Error) {
    let of_one_sender =
        [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::ConnectionRefused];
    if !of_one_sender.contains(&error.kind()) {
        tracing::error!(%error, "no connection can be taken");
        tokio::time::sleep(BREATH).await;
    }
}
