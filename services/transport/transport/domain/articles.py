"""The texts that the quota rests on, as they are written on paper."""

from __future__ import annotations

from typing import Final

TIANJIN_2: Final = "天津措施（征求意见稿）第二条"
"""使用我市小客车出口指标购买国内汽车办理交易登记; 不得改作他用、不得上路行驶、不产生更新指标; 商务定额度, 交通配置."""
OWN: Final = "本系统约定（指标管理）"
"""What the measures leave open and this system had to settle; each is a switch or said in the decision on the quota."""
C1: Final = "天津措施（征求意见稿）第二条；本系统约定（购车未成，指标退回）"
"""The purchase failed, or the licence was refused before the transfer (C1): the unit is free again."""
TWO_PERSONS: Final = "行政处罚法 第五十七条；天津措施（征求意见稿）第二条"
"""Whoever investigated does not decide alone."""
