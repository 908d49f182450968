//! Listeners on this machine, one for each way of sending something: they count what arrives, by
//! TCP and by UDP, down to a connection without a byte.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinHandle;

use crate::TestResult;

/// Says that there is nothing to show, so that a page that goes there stays where it is.
const ANSWER: &[u8] =
    b"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n";

/// What arrived at one listener.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arrived {
    /// TCP connections.
    pub(crate) connections: usize,
    /// Bytes in them.
    pub(crate) bytes: usize,
    /// UDP datagrams.
    pub(crate) datagrams: usize,
}

/// A port that is listened on, for TCP and UDP; it ends when dropped.
pub(crate) struct Listener {
    /// Its port on every address of this machine.
    pub(crate) port: u16,
    arrived: Arc<Mutex<Arrived>>,
    tasks: [JoinHandle<()>; 2],
}

impl Listener {
    /// Listens on a port that is free for both.
    pub(crate) async fn start() -> TestResult<Self> {
        let (tcp, udp) = free_port().await?;
        let port = tcp.local_addr()?.port();
        let arrived: Arc<Mutex<Arrived>> = Arc::default();
        let tasks = [
            tokio::spawn(connections(tcp, Arc::clone(&arrived))),
            tokio::spawn(datagrams(udp, Arc::clone(&arrived))),
        ];
        Ok(Self { port, arrived, tasks })
    }

    /// What has arrived so far.
    pub(crate) fn arrived(&self) -> Arrived {
        *self.arrived.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn free_port() -> TestResult<(TcpListener, UdpSocket)> {
    for _ in 0..50 {
        let tcp = TcpListener::bind(("0.0.0.0", 0)).await?;
        if let Ok(udp) = UdpSocket::bind(("0.0.0.0", tcp.local_addr()?.port())).await {
            return Ok((tcp, udp));
        }
    }
    Err("no port is free for TCP and UDP".into())
}

fn count(arrived: &Mutex<Arrived>, add: impl FnOnce(&mut Arrived)) {
    add(&mut arrived.lock().unwrap_or_else(PoisonError::into_inner));
}

async fn connections(listener: TcpListener, arrived: Arc<Mutex<Arrived>>) {
    while let Ok((stream, _)) = listener.accept().await {
        count(&arrived, |all| all.connections += 1);
        tokio::spawn(answer(stream, Arc::clone(&arrived)));
    }
}

async fn answer(mut stream: TcpStream, arrived: Arc<Mutex<Arrived>>) {
    let mut chunk = [0; 4096];
    while let Ok(Ok(read)) = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut chunk)).await {
        if read == 0 {
            return;
        }
        count(&arrived, |all| all.bytes += read);
        if stream.write_all(ANSWER).await.is_err() || stream.shutdown().await.is_err() {
            return;
        }
    }
}

async fn datagrams(socket: UdpSocket, arrived: Arc<Mutex<Arrived>>) {
    let mut chunk = [0; 2048];
    while socket.recv_from(&mut chunk).await.is_ok() {
        count(&arrived, |all| all.datagrams += 1);
    }
}
