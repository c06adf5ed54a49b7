# 通話のために作成されたレコード、または作成されなかった理由。

introduce-a-contact = 取引先責任者
introduce-a-lead = リード
introduce-an-account = 取引先

introduce-why = この番号のレコードがなく、プロファイルは種別「{ $type }」の通話で{ $a }を作成する設定です。
introduce-name-told = 名前は電話システムから届いたものです。
introduce-name-number = 電話システムから名前が届かなかったため、電話番号を名前にしています。
introduce-owner = create.owner による所有者: { $step }
introduce-owner-left = 所有者は Salesforce に任せています。
introduce-created = { $number } の{ $object } { $name } ({ $id }) を作成しました。
introduce-by-another-call = { $object } { $name } ({ $id }) は、同じ番号の別の通話のために直前に作成されました。
introduce-found-after-all = { $object } { $name } ({ $id }) は、応答が届かなかった要求によって作成されていました。Salesforce で見つかりました。
introduce-account-created = 取引先 { $name } ({ $id }) を作成しました。
introduce-account-used = 取引先 { $name } ({ $id }) はすでにあるため、それを使用します。
introduce-case = 取引先責任者に未完了のケースがなかったため、ケース { $id } を作成しました (create.case)。
introduce-reassigned = この{ $object }は接続ユーザーの所有でした。最初に通話した別のユーザー { $user } が所有者になりました (create.reassign_record)。

introduce-duplicate-used = Salesforce の重複ルールにより新しい{ $object }は作成されませんでした ({ $id } と重複)。通話はそのレコードに記録します (create.duplicates = "use")。
introduce-duplicate-left = Salesforce の重複ルールにより新しい{ $object }は作成されませんでした。通話にはレコードがありません。プロファイルの create.duplicates を選択してください。"use" は Salesforce が示すレコードを使用し、"save" はルールが警告だけの場合に新しいレコードを作成します。
introduce-duplicate-left-of = Salesforce の重複ルールにより新しい{ $object }は作成されませんでした ({ $id } と重複)。通話にはレコードがありません。プロファイルの create.duplicates を選択してください。"use" は Salesforce が示すレコードを使用し、"save" はルールが警告だけの場合に新しいレコードを作成します。
introduce-no-phone-field = プロファイルは番号を { $field } に入れて{ $a }を作成する設定ですが、その項目を編集する権限がないか、番号が入りません。番号がないと通話のたびに新しいレコードができてしまいます。権限セットに項目の編集権限を付けるか、プロファイルの create.phone_field を変更してください。
introduce-no-spelling = プロファイルは{ $a }を作成する設定ですが、match.spellings で検索する表記では、次の通話でこの番号が見つかりません。プロファイルで match.spellings = "every" と create.phone_spelling = "e164" を選択してください。
introduce-not-seen = プロファイルは{ $object }のレコードを作成する設定ですが、オブジェクトを参照する権限がありません。権限セットに参照と作成の権限を付けるか、プロファイルの [create] を変更してください。
introduce-not-creatable = プロファイルは{ $object }のレコードを作成する設定ですが、作成する権限がありません。権限セットに作成の権限を付けるか、プロファイルの [create] を変更してください。
introduce-left-out = 新しいレコードの { $field } は設定されませんでした: { $reason }
introduce-left-out-not-ours = 新しいレコードの { $field } は設定されませんでした: 編集する権限がありません。
introduce-field-note = 新しいレコードの { $field }: { $note }
introduce-refused = この番号の{ $object }を作成できなかったため、レコードなしで ToDo を書き込みます。{ $why }
introduce-salesforce-says = Salesforce からのメッセージ: { $message } { $cause }{ $fix }
introduce-owner-kept = { $object }の所有者は変わりません。{ $why }
