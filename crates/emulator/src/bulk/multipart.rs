//! Making a job and uploading its rows in one request: a `multipart/form-data` body with the parts `job` and `content`.

use axum::body::Bytes;

/// The parts of a body with the given boundary: each one's name and content. Parts without a name are left out.
pub(super) fn parts(body: &Bytes, boundary: &str) -> Vec<(String, Bytes)> {
    let fence = format!("--{boundary}");
    let fences = places(body, fence.as_bytes());
    let between = fences.iter().zip(fences.iter().skip(1));
    let parts = between.filter_map(|(from, to)| {
        let part = body.get(from + fence.len()..*to)?;
        let part = trim_line_end(strip_line_end(part));
        let blank = places(part, b"\r\n\r\n").first().map(|place| (*place, 4));
        let (end, width) = blank.or_else(|| Some((*places(part, b"\n\n").first()?, 2)))?;
        let head = String::from_utf8_lossy(part.get(..end)?).into_owned();
        Some((name(&head)?, body.slice_ref(part.get(end + width..)?)))
    });
    parts.collect()
}

/// The boundary that a content type names.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1);
    let found = parameters.filter_map(|parameter| parameter.trim().split_once('='));
    let value =
        found.filter(|(name, _)| name.eq_ignore_ascii_case("boundary")).map(|found| found.1);
    value.map(|value| value.trim_matches('"')).find(|value| !value.is_empty())
}

/// The name in a part's `Content-Disposition`.
fn name(head: &str) -> Option<String> {
    let line = head.lines().find(|line| {
        let name = line.split(':').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("content-disposition")
    })?;
    let parameters = line.split(';').filter_map(|parameter| parameter.trim().split_once('='));
    let mut names = parameters.filter(|(name, _)| name.eq_ignore_ascii_case("name"));
    names.next().map(|(_, value)| value.trim_matches('"').to_owned())
}

/// Where a pattern stands, without overlaps.
fn places(text: &[u8], pattern: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(place) = text
        .get(start..)
        .and_then(|rest| rest.windows(pattern.len()).position(|window| window == pattern))
    {
        found.push(start + place);
        start += place + pattern.len();
    }
    found
}

/// Without the line end behind a fence.
fn strip_line_end(part: &[u8]) -> &[u8] {
    part.strip_prefix(b"\r\n").or_else(|| part.strip_prefix(b"\n")).unwrap_or(part)
}

/// Without the line end before a fence, which belongs to the fence.
fn trim_line_end(part: &[u8]) -> &[u8] {
    part.strip_suffix(b"\r\n").or_else(|| part.strip_suffix(b"\n")).unwrap_or(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_names_and_contents() {
        let body = "--BOUNDARY\r\nContent-Type: application/json\r\nContent-Disposition: form-data; name=\"job\"\r\n\r\n\
            {\"object\":\"Contact\"}\r\n--BOUNDARY\nContent-Type: text/csv\nContent-Disposition: form-data; name=\"content\"; \
            filename=\"content\"\n\nLastName\nRoe\n\n--BOUNDARY--\n";
        let found = parts(&Bytes::from(body), "BOUNDARY");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], ("job".to_owned(), Bytes::from("{\"object\":\"Contact\"}")));
        assert_eq!(found[1], ("content".to_owned(), Bytes::from("LastName\nRoe\n")));
    }

    #[test]
    fn what_is_no_multipart_has_no_parts() {
        for body in ["", "--B", "--B\r\n--B", "--B\r\nX\r\n\r\n--B--", "x\n\ny"] {
            assert_eq!(parts(&Bytes::from(body), "B"), []);
        }
    }

    #[test]
    fn the_content_type_names_the_boundary() {
        assert_eq!(boundary("multipart/form-data; boundary=\"a b\""), Some("a b"));
        assert_eq!(boundary("multipart/form-data;charset=utf-8;Boundary=x"), Some("x"));
        assert_eq!(boundary("multipart/form-data"), None);
        assert_eq!(boundary("multipart/form-data; boundary="), None);
    }
}
