//! Links to oversized attachments and net disks: a file that was announced and not received.

/// Host and beginning of the path of such links, as providers write them (2015–2026).
const PROVIDERS: &[&str] = &[
    "mail.qq.com/cgi-bin/ftnexs_download",
    "mail.foxmail.com/cgi-bin/ftnexs_download",
    "exmail.qq.com/cgi-bin/ftnexs_download",
    "wx.mail.qq.com/ftn/download",
    "iwx.mail.qq.com/ftn/download",
    "mail.163.com/large-attachment-download/",
    "u.163.com/",
    "fs.163.com/fs/",
    "dashi.163.com/html/cloud-attachment-download/",
    "edisk.qiye.163.com/",
    "mail.sina.com.cn/filecenter/download",
    "download.cloud.189.cn/file/",
    "cloud.189.cn/",
    "pan.baidu.com/s",
    "yun.baidu.com/s",
    "www.alipan.com/s",
    "www.aliyundrive.com/s",
    "share.weiyun.com/",
    "www.wenshushu.cn/",
    "f.ws59.cn/",
    "pan.quark.cn/s",
    "1drv.ms/",
    "drive.google.com/",
    "www.jianguoyun.com/p/",
    "docs.qq.com/",
    "kdocs.cn/",
    "www.kdocs.cn/",
];

/// True when the text (or the HTML) of a letter, quotations removed, holds such a link.
pub(super) fn announced(text: &str) -> bool {
    let text = text.replace("&amp;", "&").to_lowercase();
    ["http://", "https://"].iter().any(|scheme| {
        text.split(scheme)
            .skip(1)
            .any(|rest| PROVIDERS.iter().any(|provider| rest.starts_with(provider)))
    })
}

#[cfg(test)]
mod tests {
    use super::announced;

    #[test]
    fn links_of_file_services_are_seen_and_others_are_not() {
        assert!(announced(
            "进入下载页面：http://mail.qq.com/cgi-bin/ftnExs_download?t=exs_ftn_download&k=1"
        ));
        assert!(announced("链接: https://pan.baidu.com/s/1abc 提取码: x123"));
        assert!(announced(
            "<a href=\"https://wx.mail.qq.com/ftn/download?func=3&amp;key=1\">"
        ));
        assert!(!announced(
            "#divNeteaseBigAttach, #divNeteaseBigAttach_bak{display:none;}"
        ));
        assert!(!announced("https://dashi.163.com/projects/signature-manager/x"));
        assert!(!announced("https://office.example/?next=pan.baidu.com/s/1"));
    }
}
