//! Generates the event bus's messages and service from its .proto file.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=proto/pubsub_api.proto");
    let files = protox::compile(["pubsub_api.proto"], ["proto"])?;
    tonic_prost_build::configure().compile_fds(files)?;
    Ok(())
}
