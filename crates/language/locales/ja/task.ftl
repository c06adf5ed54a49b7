# ToDo の内容、その由来、ToDo がない理由。

task-type-outgoing = 発信
task-type-incoming = 着信
task-type-voicemail = 留守電
task-type-internal = 内線通話
task-type-ivr-digits = IVR 番号入力
task-type-transfer = 転送
task-type-forwarded = 自動転送
task-type-outgoing-missed = 発信 (不在)
task-type-forwarded-missed = 自動転送 (不在)
task-type-incoming-missed = 着信 (不在)
task-type-conference-outgoing = 会議通話 (発信)
task-type-conference-incoming = 会議通話 (着信)

task-field-note = { $field }: { $note }
task-no-task = ToDo なし: { $why }
task-no-task-yet = ToDo はまだありません: { $why }
task-note = メモ: { $note }

task-fields-missing = 組織の ToDo に項目がないか、参照する権限がないため、設定されませんでした: { $fields }。
task-fields-locked = 項目を編集する権限がないため、設定されませんでした。権限セットに編集権限を付けてください: { $fields }。
task-fields-refused = { $fields } は設定されませんでした: { $why }
task-fields-kept = { $fields } は Salesforce でユーザーが変更したため、そのままにしました。
task-no-own-field = 通話のキー: 組織に専用の項目がありません
task-key = 通話のキー。1 つの通話に ToDo が 1 つだけになるようにします
task-id-too-long = 電話システムの ID が長すぎるため、その SHA-256 で代用します。
task-from-call-object = プロファイルの call_object: { $template }
task-keeps-status = プロファイルはこのような通話を記録しない設定です。ToDo はすでにあり、状況はそのまま残ります。
task-from-status = 種別「{ $type }」に対するプロファイルの状況
task-status-other = 組織の ToDo に状況「{ $wanted }」がないため、「{ $used }」を使用します。[設定] で状況を追加するか、[log.types] で組織にある状況を指定してください。
task-status-none = 組織の ToDo に状況「{ $wanted }」も似た状況もないため、Salesforce に任せます。[log.types] で組織にある状況を指定してください。
task-no-owner-found = どのルールでも所有者が見つからなかったため、Salesforce は接続ユーザーを所有者にします。
task-from-subject = プロファイルの件名: { $template }
task-day-of-creation = ToDo を作成した日 ({ $zone })
task-day-of-start = 通話が始まった日 ({ $zone })
task-from-direction = 通話の方向
task-duration-zero = プロファイルの設定により常に 0
task-duration-talk = 通話時間の秒数 (呼び出し時間を除く)
task-duration-total = 最初の呼び出しから終了までの秒数
task-from-type = ToDo の種別は電話です
task-from-subtype = プロファイルの task_subtype
task-tags-left-out = タグ { $count } 個を省略しました。項目は { $limit } 文字までです。
task-from-disposition = プロファイルの一覧 call_disposition
task-description-shortened = { $limit } 文字までのため、中間を省略しました。
task-from-description = プロファイルの description.{ $key }
task-key-stands-there = 通話のキーが入っているため、プロファイルの項目は設定されませんでした。
task-from-field = プロファイルの項目: { $template }
task-end-never-told = 電話システムから通話終了の通知がありませんでした。ToDo には分かっている内容を記録しています。
task-several-records = この番号のレコードが複数あるため、ToDo にはどれも関連付けていません。

task-link-none = 通話のレコードが見つかりませんでした
task-link-none-beside = 通話の{ $object }のほかにはありません
task-link-record = 通話の{ $object }
task-link-contact = この番号の取引先責任者
task-link-open = { $object }の未完了の{ $linked }
task-link-other = { $object }の{ $linked }

task-fit-not-yes-no = 項目はチェックボックスですが、値が「はい」でも「いいえ」でもありません。
task-fit-no-integer = 項目は整数ですが、値が整数ではありません。
task-fit-no-number = 項目は数値ですが、値が数値ではありません。
task-fit-no-date = 項目は日付ですが、値が日付ではありません。
task-fit-no-moment = 項目は日付/時間ですが、値が日時ではありません。
task-fit-unlisted = 「{ $value }」は制限付き選択リストにありません。選択リストに追加するか、制限を解除してください。
task-fit-some-unlisted = 制限付き選択リストにないか、入りきらないため、設定されませんでした: { $values }。[値セットで定義された値に選択リストを制限します] の選択を解除してください。
task-fit-shortened = 項目の文字数 { $limit } に収まるように省略しました。
task-fit-too-long = 値が項目の文字数 { $limit } を超えるため、設定されませんでした。

task-not-logged = プロファイル「{ $profile }」は種別「{ $type }」の通話を記録しない設定です。
task-not-logged-yet = プロファイル「{ $profile }」は種別「{ $type }」の通話を記録しない設定です。記録する種別に変わる可能性があります。
task-continuation = すでに ToDo のある通話の続きです (transfer.mode = "single_task")。
task-ends-only = プロファイルは、このような通話を log.create = "ends" の場合だけ記録します。
task-waits-for-answer = 通話は応答時または終了時に記録します。
task-waits-for-answer-until = 通話は応答時または終了時に記録します (遅くとも { $at })。
task-waits-for-end = 通話は終了時に記録します。
task-waits-for-end-until = 通話は終了時に記録します (遅くとも { $at })。
task-waits-for-last-word = 通話は切断されました。電話システムからの最後の通知を最大 { $seconds } 秒待ちます。
task-event-not-logged = イベント「{ $event }」は log.events に含まれていません。
task-withheld = 非通知の通話は記録しない設定です (withheld = "ignore")。
task-unknown-number = この番号のレコードがなく、そのような通話は記録しない設定です (unknown_number = "none")。

task-oddity-direction-unknown = 電話システムから発着信の区別が届かなかったため、着信として扱います。
task-oddity-ended-before-started = 電話システムの時刻では、通話の終了が開始より前です。このような時間は 0 とします。
task-oddity-answered-before-started = 電話システムの時刻では、応答が開始より前です。呼び出し時間は 0 とします。
task-oddity-answered-after-ended = 電話システムの時刻では、応答が終了より後です。通話時間は 0 とします。
task-oddity-answer-denied = 応答の通知がありましたが、電話システムの最後の通知では誰も応答していません。不在として扱います。
