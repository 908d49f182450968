//! Serves a folder on this machine, as `make serve` does: `serve FOLDER PORT`. It prints every request, so that anyone
//! can see that the page makes none once it has loaded.

#[cfg(not(target_arch = "wasm32"))]
#[path = "../tests/support/server.rs"]
mod server;

#[cfg(not(target_arch = "wasm32"))]
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, port] = arguments.as_slice() else {
        return Err("expected a folder and a port, such as: serve dist 8080".into());
    };
    let number: u16 = port.parse().map_err(|_| format!("expected a port from 0 to 65535, found '{port}'"))?;
    let server = server::StaticServer::start(folder.as_ref(), "", number)
        .await
        .map_err(|error| format!("cannot serve {folder} at port {port}: {error}"))?;
    println!("Watchback is at {} (stop with Ctrl-C). Requests:", server.url());

    let mut printed = 0;
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        for request in server.requests().iter().skip(printed) {
            let seconds = request.since_start.as_secs_f64();
            println!("{seconds:9.1} s  {} {}  {}", request.method, request.path, request.status);
            printed += 1;
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
