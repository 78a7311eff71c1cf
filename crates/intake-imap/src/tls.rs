//! The wire: TCP, and TLS over it.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::{ImapError, MailboxSettings, Tls};

/// How long a connection is silent before the system asks whether the other end is there.
const PROBED_AFTER: Duration = Duration::from_mins(1);

/// What an IMAP connection runs over.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

/// A TCP connection to the server; never to another machine when nothing protects it.
pub(crate) async fn connect(settings: &MailboxSettings) -> Result<TcpStream, ImapError> {
    let address = (settings.host.as_str(), settings.port);
    let stream = within(settings.timeouts.connect, TcpStream::connect(address))
        .await
        .map_err(ImapError::Connect)?;
    let peer = stream.peer_addr().map_err(ImapError::Connect)?;
    if !allowed(settings.tls, peer.ip()) {
        return Err(ImapError::Unencrypted);
    }
    stream.set_nodelay(true).map_err(ImapError::Connect)?;
    keep_alive(&stream).map_err(|error| ImapError::Connect(error.into()))?;
    Ok(stream)
}

/// Has the system find out that the other end is gone, should nobody ask anything meanwhile.
fn keep_alive(stream: &TcpStream) -> rustix::io::Result<()> {
    rustix::net::sockopt::set_socket_keepalive(stream, true)?;
    rustix::net::sockopt::set_tcp_keepidle(stream, PROBED_AFTER)
}

fn allowed(tls: Tls, peer: IpAddr) -> bool {
    match tls {
        Tls::Implicit | Tls::StartTls => true,
        Tls::None => peer.to_canonical().is_loopback(),
    }
}

/// Wraps the wire in TLS and checks the server's certificate.
pub(crate) async fn wrap(
    settings: &MailboxSettings,
    wire: Box<dyn Wire>,
) -> Result<Box<dyn Wire>, ImapError> {
    let config = client_config(settings.ca_file.as_deref())?;
    let name = ServerName::try_from(settings.host.clone())
        .map_err(|error| ImapError::Tls(io::Error::new(io::ErrorKind::InvalidInput, error)))?;
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, wire);
    let stream = within(settings.timeouts.connect, handshake)
        .await
        .map_err(ImapError::Tls)?;
    Ok(Box::new(stream))
}

fn client_config(ca_file: Option<&Path>) -> Result<ClientConfig, ImapError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(tls_error)?;
    let builder = match ca_file {
        Some(path) => builder.with_root_certificates(authorities(path)?),
        None => builder.with_platform_verifier().map_err(tls_error)?,
    };
    Ok(builder.with_no_client_auth())
}

fn authorities(path: &Path) -> Result<RootCertStore, ImapError> {
    let fault = |source| ImapError::CaFile {
        path: path.to_owned(),
        source,
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(fault)? {
        roots.add(certificate.map_err(fault)?).map_err(tls_error)?;
    }
    if roots.is_empty() {
        return Err(fault(rustls_pki_types::pem::Error::NoItemsFound));
    }
    Ok(roots)
}

fn tls_error(error: rustls::Error) -> ImapError {
    ImapError::Tls(io::Error::new(io::ErrorKind::InvalidData, error))
}

async fn within<T>(limit: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::time::timeout(limit, work)
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_machine_unprotected() {
        let allows = |address: &str| allowed(Tls::None, address.parse().unwrap());
        assert!(allows("127.0.0.1") && allows("::1") && allows("::ffff:127.0.0.1"));
        assert!(!allows("10.0.0.1") && !allows("::ffff:10.0.0.1") && !allows("2001:db8::1"));
        assert!(allowed(Tls::StartTls, "10.0.0.1".parse().unwrap()));
    }
}
