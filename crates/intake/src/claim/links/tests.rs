use super::{LinkProvider, expected};

fn places(body: &str) -> Vec<String> {
    let raw = format!("From: a@huaxia.example\nContent-Type: text/html; charset=utf-8\n\n{body}\n");
    let providers = LinkProvider::known();
    let mail = mail::parse(raw.as_bytes());
    expected(&mail, &providers)
        .iter()
        .map(super::ExpectedFile::place)
        .collect()
}

#[test]
fn every_known_provider_is_recognised_by_its_own_link() {
    for provider in LinkProvider::known() {
        let url = format!("https://{}{}?k=1", provider.host, provider.path.to_uppercase());
        let name = provider.name;
        assert_eq!(
            places(&format!("<a href='{url}'>材料.zip</a>")),
            [format!("{name}《材料.zip》")],
            "{url}"
        );
    }
}

#[test]
fn a_place_says_provider_name_size_and_expiry() {
    let body = "<a href='https://mail.163.com/large-attachment-download/index.html?p=X-NETEASE-HUGE-ATTACHMENT&amp;file=1'>感悟.zip</a>(3.61M, 2022年11月25日 13:35 到期)";
    assert_eq!(
        places(body),
        ["网易超大附件《感悟.zip》（3.61M，2022年11月25日 13:35 到期）"]
    );
}

#[test]
fn a_second_link_to_the_same_file_is_no_second_file() {
    let body = "<div><a href='https://mail.163.com/large-attachment-download/?file=1'>感悟.zip</a></div><div>(3.61M, 2022年11月25日 13:35 到期)</div><div><a href='http://u.163.com/1'>下载</a></div>";
    assert_eq!(places(body).len(), 1);
}

#[test]
fn a_link_without_a_name_shows_its_host() {
    assert_eq!(
        places("<p>链接：https://pan.baidu.com/s/1a 提取码：x</p>"),
        ["百度网盘（pan.baidu.com）"]
    );
}

#[test]
fn a_long_name_is_shortened_and_keeps_its_ending() {
    let name = "华".repeat(40);
    let found = places(&format!("<a href='https://u.163.com/1'>{name}.docx</a>"));
    assert_eq!(found, [format!("网易超大附件《{}….docx》", "华".repeat(14))]);
}

#[test]
fn cards_signatures_other_hosts_and_styles_are_no_files() {
    for body in [
        "<a href='https://mail.qq.com/home/index?t=readmail_businesscard_midpage'>钱戊</a>",
        "<a href='https://mail.qq.com/cgi-bin/get_mailhead_icon'>x</a>",
        "<a href='https://dashi.163.com/projects/signature-manager/detail/index.html'>钱戊</a>",
        "<a href='https://office.example/?next=https://pan.baidu.com/s/1'>x</a>",
        "<a href='https://pan.baidu.com.evil.example/s/1'>x</a>",
        "<a href='https://pan.baidu.com@evil.example/s/1'>x</a>",
        "<style>#divNeteaseBigAttach, #divNeteaseBigAttach_bak{display:none;}</style><style id='cloudAttachStyle'></style>",
    ] {
        assert_eq!(places(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn a_link_in_a_forwarded_letter_counts() {
    let raw = "From: a@huaxia.example\nContent-Type: message/rfc822\n\nFrom: b@huaxia.example\nSubject: x\n\nhttps://pan.baidu.com/s/1\n";
    let providers = LinkProvider::known();
    assert_eq!(expected(&mail::parse(raw.as_bytes()), &providers).len(), 1);
}
