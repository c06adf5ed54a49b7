# 誰の電話番号か、その理由。

matching-object-contact = 取引先責任者
matching-object-account = 取引先
matching-object-personaccount = 個人取引先
matching-object-lead = リード
matching-object-case = ケース
matching-object-opportunity = 商談
matching-object-campaign = キャンペーン
matching-object-contract = 契約
matching-object-order = 注文
matching-object-user = ユーザー
matching-object-record = レコード

matching-number-customer = 電話番号は「{ $raw }」として届き、{ $e164 } と読み取りました (国番号のない番号は { $region } の番号として読み取ります)。
matching-number-and-kind = 電話番号は「{ $raw }」として届き、{ $e164 } と読み取りました: { $kind }。
matching-number-kind = 電話番号は「{ $raw }」として届きました: { $kind }。
matching-number-none = 電話システムから電話番号が届きませんでした: { $kind }。

matching-kind-customer = 検索対象の番号です
matching-kind-withheld = 非通知の番号のため、検索しません
matching-kind-payphone = 公衆電話のため、検索しません
matching-kind-unavailable = 電話網が番号を通知できなかったため、検索する番号がありません
matching-kind-emergency = 緊急通報用の番号のため、検索しません
matching-kind-special = サービス番号のため、検索しません
matching-kind-extension = 社内の内線番号のため、検索しません
matching-kind-own-line = 自社の電話番号のため、検索しません
matching-kind-alphanumeric = 名前またはアドレスのため、検索しません (検索するのは電話番号だけです)
matching-kind-invalid = 発信できる電話番号ではありません。回線またはソースの地域 (region) を確認してください

matching-note-address-removed = SIP、tel、またはメールアドレスの形式から番号を取り出しました。
matching-note-prefix-removed = 電話システムが先頭に付けるプレフィックスを取り除きました。
matching-note-privacy-prefix-removed = 発信者番号の通知・非通知を指定するプレフィックスを取り除きました。
matching-note-international-prefix = 国際プレフィックスで始まっていました。
matching-note-plus-added = 国番号にプラス記号が付いていませんでした。
matching-note-trunk-zero-removed = 国番号の後ろの 0 を取り除きました。
matching-note-first-of-several = 複数の番号が含まれていたため、最初の番号を使用しました。
matching-note-words-removed = 番号のほかに文字が含まれていました。
matching-note-not-known-assigned = 桁数は正しいものの、割り当てが確認できない番号です。それでも検索します。

matching-spellings = { $count } 通りの表記で検索しました: { $texts }。

matching-asked-live = Salesforce に問い合わせました。
matching-asked-copy = 組織の人物データのコピーから検索しました (コピーの更新は { $span }前)。Salesforce には問い合わせていません。
matching-asked-loading = 組織の人物データのコピーの読み込みがまだ { $percent }% のため、Salesforce に問い合わせました。
matching-asked-old = 組織の人物データのコピーの更新が { $span }前と古いため、Salesforce に問い合わせました。
matching-asked-fields = 組織の人物データのコピーに、プロファイルが検索する { $object } の項目がないため、Salesforce に問い合わせました。コピーは読み込み直します。

matching-candidate-holds = { $object } { $name } ({ $id }) の { $field } に「{ $text }」としてこの番号があります: { $verdict }。
matching-candidate-found = { $object } { $name } ({ $id }) が見つかりました: { $verdict }。
matching-unlisted = このほかに { $count } 件の候補がありましたが、表示していません。これほど多くのレコードにある番号は、たいてい代表番号かダミーの番号です。該当しないレコードから番号を削除してください (`ringledger people report` で一覧を確認できます)。
matching-runner-up = 次点: { $object } { $name } ({ $id }) ({ $verdict })

matching-verdict-chosen = 選択されました
matching-verdict-later-object = 別のオブジェクトが優先されるため、選択されませんでした
matching-verdict-modified-earlier = 最終更新日がより新しい別のレコードがあるため、選択されませんでした
matching-verdict-tied = このオブジェクトの複数のレコードに同じ番号があるため、選択されませんでした
matching-verdict-overridden = ユーザーがレコードを指定したため、選択されませんでした
matching-verdict-number-differs = 検索対象の項目にこの番号がないため、除外しました
matching-verdict-object-not-searched = プロファイルがこのオブジェクトを検索しないため、除外しました
matching-verdict-same-person = 同じ人物がすでに一覧にあるため、除外しました
matching-verdict-converted-lead = 取引の開始済みのリードのため、除外しました

matching-choice-named = この通話のレコードは { $object } { $name } ({ $id }) です: { $rule }。
matching-choice-unnamed = この通話のレコードは { $object } { $id } です: { $rule }。
matching-choice-none = この通話のレコードはありません: { $rule }。
matching-summary = { $object } { $name }: { $rule }

matching-rule-corrected = コンソールでユーザーが指定しました
matching-rule-remembered = この番号のレコードとしてユーザーが指定しています
matching-rule-picked = 担当者が選択しました
matching-rule-clicked = このレコードからクリック発信 (Click-to-Call) しました
matching-rule-only-one = この番号があるのはこのレコードだけです
matching-rule-object-order = プロファイルの順序で、このオブジェクトが優先されます
matching-rule-last-modified = 同じオブジェクトの中で最終更新日が最も新しいレコードです
matching-rule-converted-followed = この番号のリードは取引の開始によってこのレコードになりました
matching-rule-merged-followed = 以前のレコードが、このレコードにマージされました
matching-rule-created = この番号のレコードがなかったため、作成しました
matching-rule-duplicate = 作成しようとしましたが、Salesforce の重複ルールがこのレコードを示しました
matching-rule-ambiguous = 複数のレコードにこの番号があり、プロファイルはどれも選択しない設定です
matching-rule-none-found = この番号のレコードはありません
matching-rule-not-searched = 検索する番号がありません

matching-beside-a-lead = この番号はリードのものですが、Salesforce ではリードと他のレコードを同時に関連付けることはできません。ToDo には他のレコードだけを関連付けました。
matching-no-record-id = 「{ $text }」は Salesforce のレコード ID ではないため、無視しました。
matching-crowded = この番号は非常に多くのレコードにあるため、最近更新されたものだけを調べました。該当しないレコードから番号を削除してください。
matching-remembered-is-gone = この番号に指定されたレコードは Salesforce にないか、参照する権限がないため、無視しました。
