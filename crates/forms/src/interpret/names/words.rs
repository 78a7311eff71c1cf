//! Words that tell names of peoples without surnames from words, and titles with a dot from names with one.

use domain::text::is_middle_dot;

use crate::interpret::word_list::WordList;

/// With which names of Mongols, Tibetans, Uyghurs and Kazakhs begin or end; no word of Chinese does.
static OF_PEOPLES: WordList = WordList::new(
    "\
    其其格 其木格 巴特尔 巴雅尔 额尔敦 毕力格 毕勒格 那木 格日勒 通拉嘎 阿拉坦 满都拉 德力格尔 特木尔 铁木尔 \
    那顺 那仁 娜仁 萨仁 斯琴 图雅 托娅 呼和 苏和 朝鲁 宝音 敖登 高娃 吉雅 孟和 乌云 乌兰 苏日娜 乌日娜 朝克图 \
    扎西 卓玛 才让 多吉 多杰 次仁 才仁 旦增 丹增 拉姆 央金 罗布 平措 顿珠 洛桑 达娃 尼玛 巴桑 边巴 米玛 普布 \
    白玛 索朗 索南 仁青 格桑 德吉 曲珍 措姆 强巴 阿旺 土登 晋美 贡布 嘎玛 加措 嘉措 坚赞 旺堆 旺姆 旺久 卓嘎 \
    买买提 艾买提 麦麦提 吐尔逊 阿卜杜 阿布都 古丽 热依汗 玉素甫 肉孜 库尔班 木拉提 努尔 吐尔 阿依 艾尔肯 \
    叶尔 哈森 巴合 别克 赛力克 木汗",
);

/// Whether a name of two to four characters is that of somebody whose people have no surnames.
pub(super) fn is_of_peoples(name: &str) -> bool {
    (OF_PEOPLES.begins(name) || OF_PEOPLES.ends(name)) && !PLACES.has(name)
}

/// Places, and a weather, that begin as such names do.
static PLACES: WordList = WordList::new("呼和浩特 乌兰浩特 乌兰察布 乌云密布");

/// What titles join with a dot: 初心·使命, 沁园春·喜迎盛会.
static OF_TITLES: WordList = WordList::new(
    "\
    初心 使命 担当 奋斗 青春 梦想 理想 信仰 信念 信心 创新 创业 创造 传承 传播 时代 新时代 科技 科学 科普 科研 \
    精神 力量 责任 情怀 家国 爱国 奉献 求索 求实 求真 探索 自强 自立 自信 强国 报国 复兴 征程 新征程 盛会 盛世 \
    未来 希望 光荣 荣光 荣耀 忠诚 团结 奋进 奋发 拼搏 坚守 坚持 实干 笃行 力行 行动 前行 远方 起点 启航 远航 \
    开放 合作 协同 融合 育人 育才 人才 人民 教育 学习 思考 思悟 感恩 感悟 体会 心得 感怀 有感 随想 咏怀 抒怀 \
    匠心 仁心 医者 教师 耕耘 收获 成长 引领 服务 跨越 突破 攀登 逐梦 追梦 圆梦 \
    沁园春 水调歌头 满江红 念奴娇 浪淘沙 西江月 忆秦娥 忆江南 卜算子 清平乐 菩萨蛮 鹧鸪天 蝶恋花 如梦令 临江仙 \
    破阵子 采桑子 虞美人 江城子 定风波 渔家傲 青玉案 苏幕遮 南乡子 一剪梅 点绛唇 浣溪沙 减字木兰花 永遇乐 贺新郎 \
    七律 七绝 五律 五绝 诗歌 散文 朗诵",
);

/// Whether parts around dots are those of a title.
pub(super) fn are_of_a_title(name: &str) -> bool {
    name.split(is_middle_dot).any(|part| OF_TITLES.has(part))
}
