//! Paths as clients write them: some join a base that ends in a slash with a path that begins with one.

use axum::extract::Request;
use axum::http::Uri;

/// Makes one slash of several at the beginning of a path, as Salesforce does.
pub(crate) async fn single_slash(mut request: Request) -> Request {
    let target = request.uri().path_and_query().map_or("", |target| target.as_str());
    if target.starts_with("//") {
        let single = format!("/{}", target.trim_start_matches('/'));
        if let Ok(uri) = single.parse::<Uri>() {
            *request.uri_mut() = uri;
        }
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[tokio::test]
    async fn a_path_begins_with_one_slash() {
        for (given, wanted) in [("//services/data?q=a//b", "/services/data?q=a//b"), ("/", "/")] {
            let request = Request::builder().uri(given).body(Body::empty()).unwrap();
            assert_eq!(single_slash(request).await.uri(), wanted);
        }
    }
}
