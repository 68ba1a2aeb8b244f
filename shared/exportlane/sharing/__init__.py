"""Data that agencies share: what each offers, who may have it for what, and what became of every look.

- `book` (pure): the catalogue of resources and fields, and the agreements, as dated data with their own validator
- `entitlement` (pure): may this agency look at these fields for this purpose on this day?
- `telling` (pure): may a fact with these fields be told to everybody who hears it?
- `looks`, `disputes` (pure): what is kept of a look, and of a correction that was asked for (校核纠错)
- `storage`, `offers`, `provider`: the agency's side: its tables, its readers, its routes
- `identity`, `client`: how a service asks another through the gateway, in its own name

The provider enforces; whoever asks is told no more than the agreement in force grants.
Law: 政务数据共享条例 (国务院令第809号) 第十九条 (what sharing can give is not collected again), 第二十五条 (no use
beyond the purpose), 第二十六条 (校核纠错); 数据安全法 第三十八条; 个人信息保护法 第三十四条.
"""
