//! What `doctor` says of the key with which letters are signed.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::process::Command;

use tests::zhengji::Zhengji;

/// What `doctor` says with these settings.
fn doctor(settings: &[(&str, &str)]) -> String {
    let mut zhengji = Zhengji::new().unwrap();
    for (name, value) in settings {
        zhengji = zhengji.setting(&format!("ZHENGJI__SMTP__{name}"), value);
    }
    let key = zhengji.data().join("key.pem");
    let made = Command::new("openssl")
        .args(["genrsa", "-out"])
        .arg(key)
        .arg("2048")
        .output();
    assert!(made.unwrap().status.success());
    zhengji.run(&["doctor"]).unwrap().stdout
}

#[test]
fn the_doctor_reads_the_key_and_shows_the_record() {
    let (domain, selector) = (("DKIM__DOMAIN", "office.example"), ("DKIM__SELECTOR", "zj1"));
    let key = ("DKIM__KEY_FILE", "key.pem");
    let told = doctor(&[domain, selector, key]);
    assert!(told.contains("[正常] 邮件签名（DKIM）：私钥可用"), "{told}");
    assert!(
        told.contains("zj1._domainkey.office.example，内容为 v=DKIM1; k=rsa; p=MIIB"),
        "{told}"
    );
    assert!(!doctor(&[]).contains("DKIM"), "without a key nothing is signed");
    for (settings, said) in [
        (vec![domain], "须同时填写 domain、selector 和 key_file"),
        (
            vec![domain, selector, ("DKIM__KEY_FILE", "none.pem")],
            "无法读取私钥文件",
        ),
        (
            vec![domain, selector, ("DKIM__KEY_FILE", "zhengji.db")],
            "没有 PEM 格式的私钥",
        ),
        (
            vec![("DKIM__DOMAIN", "elsewhere.example"), selector, key],
            "须为发件人 noreply@office.example 所在的域名",
        ),
    ] {
        let told = doctor(&settings);
        assert!(told.contains("[异常]") && told.contains(said), "{told}");
    }
}

#[test]
fn the_doctor_names_a_key_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let zhengji = Zhengji::new().unwrap();
    let key = zhengji.data().join("key.pem");
    let zhengji = zhengji.setting("ZHENGJI__SMTP__DKIM__KEY_FILE", "key.pem");
    std::fs::write(&key, "secret").unwrap();
    for (mode, is_named) in [(0o640, true), (0o600, false)] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        let told = zhengji.run(&["doctor"]).unwrap().stdout;
        assert_eq!(told.contains("可被其他用户读取（权限 640）"), is_named, "{told}");
    }
}
