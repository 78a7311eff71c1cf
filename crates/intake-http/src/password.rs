//! Passwords: Argon2id, 19 MiB, two passes, one lane.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

/// Why a password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password cannot be hashed")]
pub struct PasswordError(#[from] argon2::password_hash::Error);

/// Hash of a password with its salt and parameters, as `put_staff` stores it.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    let params = Params::new(19_456, 2, 1, None).map_err(argon2::password_hash::Error::from)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(argon2.hash_password(password.as_bytes())?.to_string())
}

/// Whether this is the password. Takes the same time for an account that does not exist (`stored` is `None`).
pub(crate) fn is_right(password: &str, stored: Option<&str>) -> bool {
    let hash = stored.unwrap_or(NOBODY);
    let right = PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    });
    right && stored.is_some()
}

/// A hash of something that nobody knows, with the parameters of [`hash_password`].
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Y2FubmFwb3Rlc3RzYQ$6mYkzJ0y0hC2c1w5m9Jq3q6l7bB7x0jv0Yx1J2kqv9Y";

#[cfg(test)]
mod tests {
    use super::{NOBODY, hash_password, is_right};
    use argon2::password_hash::phc::PasswordHash;

    #[test]
    fn only_the_right_password_of_an_account_opens_it() {
        let hash = hash_password("华夏-2022").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(is_right("华夏-2022", Some(&hash)));
        assert!(!is_right("华夏-2023", Some(&hash)));
        assert!(!is_right("华夏-2022", None));
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
