//! The verifiers that `jsonwebtoken` uses here: RS256 and ES256, nothing else.
//!
//! The crate lets an application bring its own [`CryptoProvider`]. Its default set has twelve
//! algorithms, signing included, and would double what people download. An algorithm that isn't
//! here can't be used by mistake either.

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind, EncodingKey};
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};
use sha2::{Digest, Sha256};
use signature::Verifier;

/// RSA keys of fewer bits are not accepted (RFC 7518, section 3.3). Zeros in front of a modulus don't
/// count.
pub(super) const MIN_RSA_BITS: usize = 2048;

/// RSA keys of more bits are not accepted: checking a signature with them takes too long.
pub(super) const MAX_RSA_BITS: usize = RsaPublicKey::MAX_SIZE;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: refuse_to_sign,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

fn refuse_to_sign(
    _: &Algorithm,
    _: &EncodingKey,
) -> Result<Box<dyn jsonwebtoken::crypto::JwtSigner>, Error> {
    Err(ErrorKind::InvalidAlgorithm.into())
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    match (algorithm, key.family()) {
        (Algorithm::RS256, AlgorithmFamily::Rsa) => Ok(Box::new(Rs256::new(key)?)),
        (Algorithm::ES256, AlgorithmFamily::Ec) => Ok(Box::new(Es256::new(key)?)),
        (Algorithm::RS256 | Algorithm::ES256, _) => Err(ErrorKind::InvalidKeyFormat.into()),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3), with an odd modulus of
/// [`MIN_RSA_BITS`] to [`MAX_RSA_BITS`] and an odd exponent from 3 to below 2^33.
struct Rs256(RsaPublicKey);

impl Rs256 {
    fn new(key: &DecodingKey) -> Result<Self, Error> {
        let DecodingKeyKind::RsaModulusExponent { n, e } = key.kind() else {
            return Err(ErrorKind::InvalidKeyFormat.into());
        };
        let modulus = BigUint::from_bytes_be(n);
        if modulus.bits() < MIN_RSA_BITS {
            return Err(ErrorKind::InvalidRsaKey("too short".into()).into());
        }
        RsaPublicKey::new(modulus, BigUint::from_bytes_be(e))
            .map(Self)
            .map_err(|error| ErrorKind::InvalidRsaKey(error.to_string()).into())
    }
}

impl Verifier<Vec<u8>> for Rs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        self.0
            .verify(
                Pkcs1v15Sign::new::<Sha256>(),
                &Sha256::digest(message),
                signature,
            )
            .map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Rs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

/// ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4), with a point that is on the curve and not at
/// infinity.
struct Es256(p256::ecdsa::VerifyingKey);

impl Es256 {
    fn new(key: &DecodingKey) -> Result<Self, Error> {
        p256::ecdsa::VerifyingKey::from_sec1_bytes(key.try_get_as_bytes()?)
            .map(Self)
            .map_err(|_| ErrorKind::InvalidEcdsaKey.into())
    }
}

impl Verifier<Vec<u8>> for Es256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        self.0
            .verify(message, &p256::ecdsa::Signature::from_slice(signature)?)
    }
}

impl JwtVerifier for Es256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}

/// Whether signatures by this algorithm can be checked with the numbers of a key.
pub(super) fn is_sound(key: &DecodingKey, algorithm: super::algorithm::Algorithm) -> bool {
    verifier(&named(algorithm), key).is_ok()
}

/// Verifies a JWS signature (base64url) over `message` with one key.
pub(super) fn verify(
    signature: &str,
    message: &str,
    key: &DecodingKey,
    algorithm: super::algorithm::Algorithm,
) -> bool {
    // The first call installs the provider for the process; later ones find it in place.
    let _ = PROVIDER.install_default();
    jsonwebtoken::crypto::verify(signature, message.as_bytes(), key, named(algorithm))
        .unwrap_or(false)
}

/// As `jsonwebtoken` calls it.
fn named(algorithm: super::algorithm::Algorithm) -> Algorithm {
    match algorithm {
        super::algorithm::Algorithm::Rs256 => Algorithm::RS256,
        super::algorithm::Algorithm::Es256 => Algorithm::ES256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider_verify(
        alg: Algorithm,
        key: &DecodingKey,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        verifier(&alg, key).is_ok_and(|v| v.verify(message, &signature.to_vec()).is_ok())
    }

    fn decode(text: &str) -> Vec<u8> {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(text)
            .unwrap()
    }

    const PAYLOAD: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    /// RFC 7515, appendix A.2.
    fn rfc_7515_rs256() -> (DecodingKey, String, Vec<u8>) {
        let key = DecodingKey::from_rsa_components(
            concat!(
                "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR",
                "T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBd",
                "QOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGN",
                "j8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
            ),
            "AQAB",
        )
        .unwrap();
        let signature = decode(concat!(
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF",
            "9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383L",
            "cOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWyw",
            "lVmtVrBp0igcN_IoypGlUPQGe77Rw"
        ));
        (key, format!("eyJhbGciOiJSUzI1NiJ9.{PAYLOAD}"), signature)
    }

    #[test]
    fn rfc_7515_appendix_a_2_rs256() {
        let (key, message, signature) = rfc_7515_rs256();
        assert!(provider_verify(
            Algorithm::RS256,
            &key,
            message.as_bytes(),
            &signature
        ));
        assert!(!provider_verify(
            Algorithm::RS256,
            &key,
            b"another message",
            &signature
        ));
        assert!(!provider_verify(
            Algorithm::ES256,
            &key,
            message.as_bytes(),
            &signature
        ));
    }

    #[test]
    fn rfc_7515_appendix_a_3_es256() {
        let key = DecodingKey::from_ec_components(
            "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        )
        .unwrap();
        let message = format!("eyJhbGciOiJFUzI1NiJ9.{PAYLOAD}");
        let signature = decode(
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        );
        assert!(provider_verify(
            Algorithm::ES256,
            &key,
            message.as_bytes(),
            &signature
        ));
        assert!(!provider_verify(
            Algorithm::ES256,
            &key,
            b"another message",
            &signature
        ));
        assert!(!provider_verify(
            Algorithm::RS256,
            &key,
            message.as_bytes(),
            &signature
        ));
    }

    /// Zeros in front of a modulus don't make a key longer.
    #[test]
    fn bits_are_counted() {
        let key = |bits: u32, zeros: usize, exponent: &[u8]| {
            let mut modulus = vec![0; zeros];
            modulus.extend((BigUint::from(1_u8) << (bits - 1) as usize).to_bytes_be());
            *modulus.last_mut().unwrap() |= 1;
            DecodingKey::from_rsa_raw_components(&modulus, exponent)
        };
        let accepted = |key| verifier(&Algorithm::RS256, &key).is_ok();
        for zeros in [0, 1, 128, 256] {
            assert!(!accepted(key(1024, zeros, &[1, 0, 1])), "{zeros}");
            assert!(!accepted(key(2047, zeros, &[1, 0, 1])), "{zeros}");
            assert!(accepted(key(2048, zeros, &[1, 0, 1])), "{zeros}");
            assert!(accepted(key(4096, zeros, &[0, 1, 0, 1])), "{zeros}");
            assert!(!accepted(key(4097, zeros, &[1, 0, 1])), "{zeros}");
        }
        for exponent in [&[][..], &[0], &[1], &[2], &[1, 0, 0], &[1; 9]] {
            assert!(!accepted(key(2048, 0, exponent)), "{exponent:?}");
        }
    }

    #[test]
    fn points_must_be_on_the_curve() {
        let accepted = |x: &str, y: &str| {
            DecodingKey::from_ec_components(x, y)
                .is_ok_and(|key| verifier(&Algorithm::ES256, &key).is_ok())
        };
        let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
        let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
        assert!(accepted(x, y));
        let zeros = "A".repeat(43);
        for (x, y) in [(y, x), (x, x), (x, ""), (x, "AQAB"), (&*zeros, &*zeros)] {
            assert!(!accepted(x, y), "{x} {y}");
        }
    }

    #[test]
    fn no_other_algorithm_has_a_verifier() {
        let secret = DecodingKey::from_secret(b"secret");
        for algorithm in [
            Algorithm::HS256,
            Algorithm::PS256,
            Algorithm::ES384,
            Algorithm::EdDSA,
        ] {
            assert!(verifier(&algorithm, &secret).is_err());
        }
        assert!(
            verifier(&Algorithm::RS256, &secret).is_err(),
            "the key must fit"
        );
    }
}
