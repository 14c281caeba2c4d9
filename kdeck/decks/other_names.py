"""What people call the keys of a deck who have not read the guide yet."""

from __future__ import annotations

from typing import Final

OTHER_NAMES: Final = {
    name: key
    for key, names in {
        "deck": "题库 题库编号",
        "title": "标题 题目名称",
        "lang": "语言 language",
        "about": "说明 简介 description",
        "cards": "卡片 题目列表 questions",
        "products": "商品 产品 goods",
        "rules": "规则 政策",
        "phrases": "话术",
        "chats": "对话",
        "id": "编号 序号 number",
        "kind": "类型 题型 type",
        "front": "问题 题目 题干 正面 question",
        "back": "答案 正确答案 背面 answer answers",
        "wrong": "错误 错误选项 错误答案 干扰项 选项 options choices",
        "accept": "也算对 其他答案 alternatives",
        "why": "解释 解析 理由 原因 explanation reason",
        "because": "依据",
        "hint": "提示 tip",
        "seconds": "限时 秒 时限 time",
        "tags": "标签 tag",
        "source": "来源 出处",
        "until": "有效期 截止",
        "name": "名称 名字 商品名",
        "sku": "货号 款号",
        "category": "类目 类别 分类",
        "facts": "资料 属性 参数 attributes",
        "size_chart": "尺码表 尺码",
        "ask": "问法 提问",
        "given": "条件 inputs",
        "outcomes": "结果 rows",
        "when": "情况 如果 if",
        "then": "那么 结论 result",
        "never": "禁用 不能说 forbidden",
        "must": "必须 必须说 要点",
        "say": "示范 参考回复 话术示范",
        "text": "内容 正文",
        "unit": "单位",
    }.items()
    for name in names.split()
}
"""Chinese and English words, and the key that is meant; a word that is itself a key somewhere never is one."""
