"""The rows of the table Settings."""

from collections.abc import Mapping

from kpi.model import Bilingual

# Rows of Settings: key -> label. The defined name Set_<key> is the cell in column `number`.
SETTING_ROWS: Mapping[str, Bilingual] = {
    "period": {"zh": "考核期间", "en": "Period"},
    "company": {"zh": "公司名称", "en": "Company"},
    "language": {"zh": "语言", "en": "Language"},
    "edition": {"zh": "版本", "en": "Edition"},
    "not_applicable": {"zh": "不适用指标的权重", "en": "Weight of a KPI that does not apply"},
    "provisional": {"zh": "缺项时给出暂计总分", "en": "Provisional total while entries are missing"},
    "green_from": {"zh": "绿灯起点（分）", "en": "Green from (points)"},
    "amber_from": {"zh": "黄灯起点（分）", "en": "Amber from (points)"},
    "enough_weight": {"zh": "最低适用权重", "en": "Least applicable weight"},
    "clear_rise": {"zh": "明显提高（分）", "en": "Clear improvement (points)"},
    "deadline": {"zh": "截止日遇休息日", "en": "When the due date is a day off"},
    "policy_HEAD": {"zh": "权重方式 HEAD 营销中心负责人", "en": "Weight policy HEAD"},
    "policy_RESEARCH": {"zh": "权重方式 RESEARCH 市场调研", "en": "Weight policy RESEARCH"},
    "policy_BRAND": {"zh": "权重方式 BRAND 品牌推广", "en": "Weight policy BRAND"},
    "policy_EVENT": {"zh": "权重方式 EVENT 活动运营", "en": "Weight policy EVENT"},
    "policy_SALES": {"zh": "权重方式 SALES 销售", "en": "Weight policy SALES"},
    "policy_SERVICE": {"zh": "权重方式 SERVICE 客户服务", "en": "Weight policy SERVICE"},
    "rule_version": {"zh": "标准版本", "en": "Rule-book version"},
    "rule_hash": {"zh": "标准指纹", "en": "Rule-book hash"},
}

# The policy rows stand together: MATCH(set, Policy_set, 0) is a set's place in Policy_number.
POLICY_NAMES: Mapping[str, str] = {"Policy_set": "set", "Policy_number": "number"}  # name -> column
POLICY_PREFIX = "policy_"

# What people call the sets of the packaged rules; any other set goes by its code.
SET_NAMES: Mapping[str, Bilingual] = {
    "HEAD": {"zh": "营销中心负责人", "en": "Head of Marketing Centre"},
    "RESEARCH": {"zh": "市场调研", "en": "Market research"},
    "BRAND": {"zh": "品牌推广", "en": "Brand promotion"},
    "EVENT": {"zh": "活动运营", "en": "Event operations"},
    "SALES": {"zh": "销售", "en": "Sales"},
    "SERVICE": {"zh": "客户服务", "en": "Customer service"},
}
