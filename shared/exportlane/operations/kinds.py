"""Every kind of finding: what it is called, how grave it is, what to do, where the runbook tells more. PURE data."""

from __future__ import annotations

from exportlane.operations.finding import CRITICAL, WARNING, Kind, Words

AGENCY_UNREACHABLE = Kind(
    "agency-unreachable", CRITICAL, Words("服务不可达", "Service out of reach"),
    Words(
        "其他环节照常运行；请先启动该服务，再查看其 /readyz。",
        "Cases go on without it as far as they can; start it, then look at its /readyz.",
    ),
    "Agency out of reach",
)  # fmt: skip
SERVICE_REFUSES = Kind(
    "service-refuses", CRITICAL, Words("服务拒绝回答", "Service refuses to answer"),
    Words(
        "核对令牌的机构与角色，以及该服务的时钟和签发方密钥。",
        "Check the token's agency and role, the service's clock, and whether it knows the issuer's keys.",
    ),
    "Service refuses to answer",
)  # fmt: skip
TASK_DEAD = Kind(
    "task-dead", CRITICAL, Words("后台任务已停止", "Background task ended"),
    Words("重新启动该服务；日志中有停止原因。", "Start the service again; its log says why the task ended."),
    "Agency out of reach",
)  # fmt: skip
SERVICE_TROUBLE = Kind(
    "service-trouble", CRITICAL, Words("服务异常", "Service in trouble"),
    Words("查看其 /readyz 和日志。", "Look at its /readyz and its log."),
    "Agency out of reach",
)  # fmt: skip
BROKER_UNREACHABLE = Kind(
    "broker-unreachable", CRITICAL, Words("消息系统不可达", "Broker out of reach"),
    Words(
        "先恢复消息系统；事实保存在各机构账本中，恢复后自动补发。",
        "Bring the broker back first; facts are safe in the ledgers and are published by themselves afterwards.",
    ),
    "Lost broker",
)  # fmt: skip
DATABASE_UNREACHABLE = Kind(
    "database-unreachable", CRITICAL, Words("数据库不可用", "Database out of reach"),
    Words("恢复该数据库；服务会自行重连。", "Bring the database back; the service connects again by itself."),
    "Lost database",
)  # fmt: skip
DATABASE_SLOW = Kind(
    "database-slow", WARNING, Words("数据库缓慢", "Database slow"),
    Words(
        "查看数据库主机的磁盘、锁和网络；同机构的其他环节都在等它。",
        "Look at the disk, the locks and the network of its host; everything in this agency waits for it.",
    ),
    "Slow database",
)  # fmt: skip
DISK_FULL = Kind(
    "disk-full", CRITICAL, Words("磁盘已满", "Disk full"),
    Words(
        "腾出空间或扩大存储卷；服务会自行继续，无需重启。",
        "Make room or enlarge the volume; the service goes on by itself, nothing need be started again.",
    ),
    "Full disk",
)  # fmt: skip
DISK_LOW = Kind(
    "disk-low", WARNING, Words("磁盘空间不足", "Disk nearly full"),
    Words("在写满之前扩大存储卷或清理。", "Enlarge the volume or clear it before it is full."),
    "Full disk",
)  # fmt: skip
MESSAGE_POISON = Kind(
    "message-poison", CRITICAL, Words("消息无法处理", "Message cannot be handled"),
    Words(
        "查明原因后重试；只有线下已作决定时才跳过，并写明理由。",
        "exportlane parked list --state failed; mend the cause and retry, or skip with a reason.",
    ),
    "Parked messages",
)  # fmt: skip
MESSAGE_UNTRUSTED = Kind(
    "message-untrusted", CRITICAL, Words("消息签名不可信", "Message not to be trusted"),
    Words(
        "查明是谁写入该主题；核对密钥轮换和消息系统的写权限。",
        "exportlane parked list --state untrusted; find out who writes to that topic.",
    ),
    "Untrusted messages",
)  # fmt: skip
RELAY_STUCK = Kind(
    "relay-stuck", CRITICAL, Words("发布环节停滞", "Relay stuck"),
    Words(
        "找出占用发布席位的会话并结束它；事实保存在账本中，不会丢失。",
        "Find the session that holds the relay's seat and end it; the facts are safe in the ledger.",
    ),
    "Stuck relay",
)  # fmt: skip
FACTS_LATE = Kind(
    "facts-unpublished", WARNING, Words("事实迟未发布", "Facts not yet published"),
    Words("消息系统是否可达？事实保存在账本中。", "Is the broker there? Facts are safe in the ledger."),
    "Unpublished facts",
)  # fmt: skip
MESSAGES_LATE = Kind(
    "messages-unhandled", WARNING, Words("消息迟未处理", "Messages not yet handled"),
    Words("增加副本，或查明什么阻塞了它。", "Start more replicas, or find what holds it up."),
    "Unhandled messages",
)  # fmt: skip
TIMERS_ASIDE = Kind(
    "timers-aside", CRITICAL, Words("定时事项被搁置", "Timers set aside"),
    Words("查看每一项的原因，修复后重试。", "Look at the cause of each, mend it, then retry."),
    "Timers",
)  # fmt: skip
PAPERS_REFUSED = Kind(
    "papers-refused", CRITICAL, Words("材料被拒收", "Papers refused"),
    Words(
        "打开案件，阅读拒收说明，修复后重新发送。",
        "Open the case, read the sentence, mend the cause, send the paper again.",
    ),
    "Papers that are not delivered",
)  # fmt: skip
PAPERS_LATE = Kind(
    "papers-late", WARNING, Words("材料迟未送达", "Papers not yet delivered"),
    Words("最后一次尝试的说明指出原因；会自动重试。", "The last attempt says why; it is tried again by itself."),
    "Papers that are not delivered",
)  # fmt: skip
TOKEN_EXPIRED = Kind(
    "token-expired", CRITICAL, Words("服务令牌已过期", "Service token expired"),
    Words(
        "换上新的服务令牌；文件更换后立即生效，无需重启。",
        "Give it a new token; a changed file is read at once, nothing need be started again.",
    ),
    "Expired tokens",
)  # fmt: skip
TOKEN_ENDS = Kind(
    "token-ends", WARNING, Words("服务令牌即将过期", "Service token about to expire"),
    Words("在过期之前换上新的令牌。", "Give it a new token before this one ends."),
    "Expired tokens",
)  # fmt: skip
KEY_UNUSABLE = Kind(
    "key-unusable", CRITICAL, Words("签名密钥不可用", "Signing key unusable"),
    Words("核对签名密钥与可信密钥文件。", "Compare its signing key with the file of trusted keys."),
    "Key rotation",
)  # fmt: skip
KEY_ENDS = Kind(
    "key-ends", WARNING, Words("密钥即将到期", "Key about to expire"),
    Words(
        "按步骤轮换密钥：先分发公钥，再启用私钥。",
        "Change the key: first its public half for everybody, then the private one.",
    ),
    "Key rotation",
)  # fmt: skip
CERTIFICATE_ENDS = Kind(
    "certificate-ends", WARNING, Words("证书即将到期", "Certificate about to expire"),
    Words("换上新的证书并重新启动该服务。", "Give it the new certificate and start it again."),
    "Certificates",
)  # fmt: skip
ISSUER_UNREACHABLE = Kind(
    "issuer-unreachable", WARNING, Words("身份签发方不可达", "Issuer out of reach"),
    Words(
        "已读取的公钥仍在使用；签发方更换密钥后，新令牌将被拒绝。",
        "The keys that were read stay in use; tokens under a new key are refused until it is back.",
    ),
    "Issuer out of reach",
)  # fmt: skip
CLOCK_SKEW = Kind(
    "clock-skew", CRITICAL, Words("时钟不准", "Clock wrong"),
    Words(
        "校正该主机的时间同步（NTP）；期限、令牌和时间戳都依赖时钟。",
        "Mend its host's time synchronisation (NTP); last days, tokens and time stamps hang on it.",
    ),
    "Clock skew",
)  # fmt: skip
CALENDAR_MISSING = Kind(
    "calendar-missing", CRITICAL, Words("缺少放假通知", "Holiday notice missing"),
    Words(
        "加载其他服务已有的放假通知。",
        "exportlane calendar load FILE, with the notice of the others.",
    ),
    "Calendar ends",
)  # fmt: skip
CALENDAR_ENDS = Kind(
    "calendar-ends", WARNING, Words("工作日历即将用完", "Calendar about to end"),
    Words(
        "下一年度通知公布后加载；在此之前，超出范围的期限标为暂定。",
        "Later deadlines are flagged as provisional until the notice for the next year is loaded: "
        "exportlane calendar load FILE.",
    ),
    "Calendar ends",
)  # fmt: skip

KINDS: tuple[Kind, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Kind))
"""All of them; a test looks up each section in the runbook."""
