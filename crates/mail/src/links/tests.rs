use super::links;
use crate::model::{Link, ParsedMail, TextBody};

fn of_html(html: &str) -> Vec<Link> {
    links(&ParsedMail {
        html: Some(html.to_owned()),
        ..ParsedMail::default()
    })
}

fn of_text(text: &str) -> Vec<Link> {
    links(&ParsedMail {
        text: Some(body(text)),
        ..ParsedMail::default()
    })
}

fn body(text: &str) -> TextBody {
    TextBody {
        text: text.to_owned(),
        charset: "UTF-8".to_owned(),
    }
}

fn link(url: &str, name: &str, size: &str, expires: &str) -> Link {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Link {
        url: url.to_owned(),
        name: given(name),
        size: given(size),
        expires: given(expires),
    }
}

#[test]
fn the_plain_text_of_qq_names_file_size_and_expiry() {
    let text = "见附件。\n\n从QQ邮箱发来的超大附件\n\n华夏茶学会材料.zip (128.03M, 2020年11月27日 21:59 到期)进入下载页面：http://mail.qq.com/cgi-bin/ftnExs_download?k=1&t=exs_ftn_download&code=a\n";
    let url = "http://mail.qq.com/cgi-bin/ftnExs_download?k=1&t=exs_ftn_download&code=a";
    assert_eq!(
        of_text(text),
        [link(url, "华夏茶学会材料.zip", "128.03M", "2020年11月27日 21:59")]
    );
}

#[test]
fn elements_of_qq_carry_address_and_expiry_themselves() {
    let html = "<div id='QQMailBigAttach'><span class='qqmailbgattach' downloadlink='https://wx.mail.qq.com/ftn/download?func=3&amp;key=a' expiretime='1606485540'>材料.zip (1.2G)</span></div>";
    let url = "https://wx.mail.qq.com/ftn/download?func=3&key=a";
    assert_eq!(
        of_html(html),
        [link(url, "材料.zip", "1.2G", "2020年11月27日 21:59")]
    );
}

#[test]
fn two_files_of_netease_keep_their_own_particulars() {
    let one = |n: &str, size: &str| {
        format!(
            "<div><div><a href='https://mail.163.com/large-attachment-download/index.html?file={n}'>视频{n}.mp4</a></div><div>({size}, 2022年11月25日 13:35 到期)</div><a class='bigattach-mailmaster-download' href='http://u.163.com/{n}'>下载</a></div>"
        )
    };
    let html = format!(
        "<div>从网易163邮箱发来的超大附件</div>{}{}",
        one("1", "3.61M"),
        one("2", "62.5M")
    );
    let found = of_html(&html);
    assert_eq!(found.len(), 4);
    assert_eq!(found[0].name.as_deref(), Some("视频1.mp4"));
    assert_eq!(found[0].size.as_deref(), Some("3.61M"));
    assert_eq!(found[2].name.as_deref(), Some("视频2.mp4"));
    assert_eq!(found[2].size.as_deref(), Some("62.5M"));
    assert_eq!(found[2].expires.as_deref(), Some("2022年11月25日 13:35"));
}

#[test]
fn a_net_disk_names_its_file_on_the_line_above() {
    let text = "通过网盘分享的文件：感悟文章.zip\n链接: https://pan.baidu.com/s/1abc?pwd=x123 提取码: x123";
    let url = "https://pan.baidu.com/s/1abc?pwd=x123";
    assert_eq!(of_text(text), [link(url, "感悟文章.zip", "", "")]);
}

#[test]
fn a_link_in_the_letter_that_is_answered_is_not_the_writers() {
    assert_eq!(
        of_text(
            "收到\n\n------------------ 原始邮件 ------------------\n发件人: 甲\nhttps://pan.baidu.com/s/1"
        ),
        []
    );
    assert_eq!(
        of_html(
            "<p>收到</p><div>------------------ 原始邮件 ------------------</div><a href='https://pan.baidu.com/s/1'>x</a>"
        ),
        []
    );
    assert_eq!(
        of_html(
            "<p>收到</p><blockquote id='isReplyContent'><a href='https://pan.baidu.com/s/1'>x</a></blockquote>"
        ),
        []
    );
}

#[test]
fn a_style_that_names_attachments_is_no_link() {
    assert_eq!(
        of_html(
            "<style id='cloudAttachStyle'>#divNeteaseBigAttach{background:url(https://mail.163.com/large-attachment-download/x)}</style><p>见附件</p>"
        ),
        []
    );
}

#[test]
fn addresses_end_before_chinese_and_brackets() {
    let found = of_text(
        "（https://pan.baidu.com/s/1）和https://www.aliyundrive.com/s/2，谢谢。HTTPS://f.ws59.cn/f/3.",
    );
    let urls: Vec<&str> = found.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "https://pan.baidu.com/s/1",
            "https://www.aliyundrive.com/s/2",
            "HTTPS://f.ws59.cn/f/3"
        ]
    );
}

#[test]
fn the_same_address_in_text_and_html_is_one_link() {
    let found = links(&ParsedMail {
        text: Some(body("a.zip (1M) https://pan.baidu.com/s/1")),
        html: Some("<a href='https://pan.baidu.com/s/1'>点击下载</a>".into()),
        ..ParsedMail::default()
    });
    assert_eq!(found, [link("https://pan.baidu.com/s/1", "a.zip", "1M", "")]);
}
