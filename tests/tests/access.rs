//! Who was let in is shut out again: accounts of the office, and links of societies.

use tests::office::{NOTICE, Office, On};
use tests::site::{Site, add_account};

const PASSWORD: &str = "华夏-测试-口令-2022";

#[test]
fn an_account_that_is_disabled_is_out_at_once() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("clerk", PASSWORD).unwrap();
    let overview = || site.get("/office", &[("Cookie", &cookie)]).unwrap().status;
    assert_eq!(overview(), 200);
    let unknown = office.zhengji.run(&["staff", "disable", "nobody"]).unwrap();
    assert_eq!(unknown.status, Some(2), "{}", unknown.stderr);
    assert_eq!(overview(), 200, "another account is another's");
    office.zhengji.ok(&["staff", "disable", "clerk"]).unwrap();
    assert_eq!(overview(), 303, "to the page for signing in");
    assert!(site.sign_in("clerk", PASSWORD).is_err());
    add_account(&office.zhengji, "clerk", "viewer", PASSWORD).unwrap();
    assert_eq!(overview(), 303, "the old session stays closed");
    site.sign_in("clerk", PASSWORD).unwrap();
    assert_eq!(site.stop().unwrap(), Some(0));
}

#[test]
fn a_link_that_is_revoked_opens_nothing_and_others_stay() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("clerk", PASSWORD).unwrap();
    let link = |society| site.new_link(&cookie, NOTICE, society).unwrap();
    let links = [link("A-02"), link("A-02"), link("A-06")];
    let opens = |link: &String| site.get(link, &[]).unwrap().status;
    assert_eq!(links.each_ref().map(opens), [200, 200, 200]);
    let unknown = office.zhengji.run(&["links", "revoke", NOTICE, "Z-99"]).unwrap();
    assert_eq!(unknown.status, Some(1), "{}", unknown.stderr);
    assert!(unknown.stderr.contains("no society Z-99"), "{}", unknown.stderr);
    let said = office.zhengji.ok(&["links", "revoke", NOTICE, "A-02"]).unwrap();
    assert!(said.contains("填报链接 2 个"), "{said}");
    assert_eq!(links.each_ref().map(opens), [404, 404, 200]);
    let again = office.zhengji.ok(&["links", "revoke", NOTICE, "A-02"]).unwrap();
    assert!(again.contains("填报链接 0 个"), "{again}");
    assert_eq!(opens(&link("A-02")), 200, "a new one opens the page");
    assert_eq!(site.stop().unwrap(), Some(0));
}
