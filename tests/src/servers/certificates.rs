//! Certificates of a test authority, made anew for each server.

use std::path::Path;
use std::process::Command;

use anyhow::ensure;

/// Makes `ca.pem`, `server.pem`, `server.key` and `both.pem` (key and certificate) in a folder, for `localhost` and
/// `127.0.0.1`.
pub(crate) fn make(folder: &Path) -> anyhow::Result<()> {
    let script = r#"set -e
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=Test CA" -addext "basicConstraints=critical,CA:TRUE" \
  -addext "keyUsage=critical,keyCertSign,cRLSign" -keyout ca.key -out ca.pem
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=localhost" -keyout server.key -out server.csr
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' > ext
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out server.pem
cat server.key server.pem > both.pem"#;
    let output = Command::new("sh")
        .args(["-c", script])
        .current_dir(folder)
        .output()?;
    ensure!(
        output.status.success(),
        "openssl: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
