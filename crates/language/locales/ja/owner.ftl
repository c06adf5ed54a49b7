# ToDo の所有者とその理由、電話システムのユーザーが Salesforce の誰か。

owner-the-agent = 担当者
owner-none-mapped = 電話システムのユーザーが Salesforce ユーザーに 1 人も対応付けられていません。
owner-mapped-on-other-days = { $agent } は Salesforce ユーザーに対応付けられていますが、{ $day } は期間外です。プロファイルの owner.users にその期間の行を追加してください。
owner-not-mapped = { $agent } は Salesforce ユーザーに対応付けられていません。プロファイルの owner.users に行を追加してください。
owner-mapped-to-nobody = { $agent } は { $user } に対応付けられていますが、組織にそのユーザーがいません。プロファイルの owner.users を修正してください。
owner-mapped = { $agent } は { $user } に対応付けられています。
owner-mapped-since = { $agent } は { $from } から { $user } に対応付けられています。
owner-mapped-until = { $agent } は { $until } まで { $user } に対応付けられています。
owner-mapped-between = { $agent } は { $from } から { $until } まで { $user } に対応付けられています。
owner-no-email = { $agent } のメールアドレスが電話システムに登録されていません。
owner-email-too-young = { $user } は { $agent } と同じメールアドレスですが、通話の開始時点で作成から { $hours } 時間経っていませんでした。
owner-email-unknown = { $agent } のメールアドレスを持つ Salesforce ユーザーがいません。プロファイルの owner.users でユーザーを対応付けてください。
owner-email = { $user } は { $agent } と同じメールアドレスです。
owner-no-agent-to-map = この通話には、対応付けできる担当者の情報がありません。
owner-no-agent-with-email = この通話には、メールアドレスのある担当者の情報がありません。
owner-not-forwarded = この通話は電話番号へ転送されていません。
owner-forwarded-to-nobody = 転送先の番号を「電話」に持つ Salesforce ユーザーがいません。
owner-forwarded = 転送先の番号は { $user } の「電話」です。
owner-no-record = この通話には、所有者のいるレコードがありません。
owner-of-record-unknown = { $object }の所有者が不明です。
owner-of-record-queue = { $object }の所有者はキューで、ToDo の所有者にはなれません。
owner-of-record-no-user = { $object }の所有者 ({ $id }) は組織のユーザーではありません。
owner-of-record = { $user } は{ $object }の所有者です。
owner-no-fallback = プロファイルに owner.fallback_user の指定がありません。
owner-fallback-unknown = 組織にユーザー { $name } がいません。プロファイルの owner.fallback_user を修正してください。
owner-fallback = プロファイルは、このような通話の所有者に { $user } を指定しています。
owner-not-connected = Salesforce に接続しているユーザーが不明です。
owner-integration = { $user } は接続ユーザーです。
owner-left = プロファイルは所有者を Salesforce に任せる設定です。
owner-inactive = { $found }ただし、このユーザーは無効なため、ToDo の所有者にはなれません。
owner-chosen = ToDo の所有者: { $id }。
owner-unset = 所有者は Salesforce に任せ、接続ユーザーが所有者になります。

owner-like-email-not-used = { $user } は同じメールアドレスですが、プロファイルはメールアドレスを使用しません
owner-like-email-case = { $user } は大文字・小文字の違いを除いて同じメールアドレスです
owner-like-email-later = { $user } は同じメールアドレスで、作成から { $hours } 時間後に対応付けられます
owner-like-local-part = { $user } のメールアドレスまたはユーザー名の先頭が、電話システムのユーザーのメールアドレスと同じです
owner-like-name = { $user } は同じ名前です
owner-like-extension = { $user } の「内線」または「電話」の末尾が内線番号と同じです

owner-no-agent-rules = プロファイルは担当者を検索しない設定です。
owner-source-gone = ソース { $source } はもう設定されていません。
owner-line-inactive = { $user } は無効なため、ToDo の所有者にはなれません。from を付けた行で後任を指定するか、[設定] > [ユーザー] でユーザーを有効にしてください。
owner-line-unknown = 組織にユーザー { $user } がいないか、表示する権限がありません。行を修正してください。
owner-table-line = { $line } 行目
owner-table-profile-line = プロファイルの owner.users の { $line } 行目
owner-table-users-line = owner.users の { $line } 行目
owner-table-header = phone_user,salesforce,from,until (最後の 2 つは省略可)
owner-table-not-utf8 = { $line } 行目が UTF-8 ではありません。「CSV UTF-8」形式で保存し直してください。
owner-table-empty = 1 行目がありません (空のファイルです)。1 行目には { $header } を入力してください。
owner-table-unknown-column = { $line } 行目の列「{ $column }」を認識できません。見出しは { $header } です。
owner-table-twice = { $line } 行目に列「{ $column }」が 2 回あります。見出しは { $header } です。
owner-table-lacks = { $line } 行目に列「{ $column }」がありません。見出しは { $header } です。
owner-table-columns = { $line } 行目の列数は { $count } ですが、見出しは { $wanted } 列です。区切り文字を含む値は引用符で囲んでください。
owner-table-no-day = { $line } 行目の列「{ $column }」の「{ $value }」は日付ではありません。「2026-04-01」の形式で入力してください。
owner-table-no-phone-user = { $place }: phone_user が空です。電話システムのユーザー ID、メールアドレス、または内線番号を入力してください。
owner-table-no-salesforce = { $place }: salesforce が空です。{ $who } にあたる Salesforce ユーザーのユーザー名、メールアドレス、または ID を入力してください。
owner-table-ends-early = { $place }: { $who } の終了日 { $until } が開始日 { $from } より前です。2 つの日付を入れ替えてください。
owner-table-already = { $place }: { $who } は{ $first }にすでにあります。どちらかを削除するか、新しい方に開始日 (from) を入力してください。
owner-table-same-day = { $place }: { $who } は同じ開始日 { $from } で{ $first }にすでにあります。どちらかを削除するか、日付を修正してください。
owner-table-overlaps = { $place }: { $who } の開始日は { $from } ですが、{ $first }の同じユーザーが { $until } まで続きます。その行を until = { $before } で終えるか、この行の開始日を遅らせてください。
owner-table-open = { $first }: { $who } に終了日がありませんが、{ $place }は { $from } から { $until } までだけです。この行を until = { $before } で終え、{ $until } より後の期間の行を追加してください。
