## What stands in mails
mail-subject = Ringledger: 対応が必要な問題が { $count } 件あります
mail-subject-over = Ringledger: { $count } 件の問題が解消しました
mail-greeting = Ringledger が、自動では解消しない問題を { $count } 件検出しました。通話は失われていません。待機中のものは保持されています。
mail-greeting-over = お知らせした { $count } 件の問題が解消しました。
mail-facts = 対象 { $count } 件、発生 { $first }、最終 { $last } ({ $zone })。
mail-facts-since = 発生 { $first } ({ $zone })。
mail-facts-over = { $over } に解消 ({ $zone })。
mail-cause = 原因:
mail-fix = 対処方法:
mail-sample = 通話の例:
mail-open = Ringledger で開く:
mail-more = ほか { $count } 件の問題があります。
mail-all = Ringledger のすべてのエラー:
mail-why = このメールは、Ringledger の設定にアドレスが登録されているため送信されています。新しい問題はすぐに、それ以外は最大で 1 時間に 1 回通知されます。
mail-unsubscribe = メールの配信を停止:
mail-test-subject = Ringledger: テストメール
mail-test-greeting = このメールは、Ringledger からのメールが届くことを確認するためのものです。

## What a mail server does
mail-problem-mail_not_set_up = メールサーバーが設定されていません。[設定] の [メール] で入力してください。
mail-problem-mail_bad_address = メールアドレスを使用できません: { $detail }。設定で修正してください。
mail-problem-mail_unprotected = パスワードが保護されずに { $detail } へ送られるため、送信しませんでした。STARTTLS または TLS を選択してください。
mail-problem-mail_unreachable = メールサーバーに接続できません ({ $detail })。サーバー名、ポート、ファイアウォールを確認してください。
mail-problem-mail_timeout = メールサーバーが時間内に応答しませんでした ({ $detail })。サーバー名、ポート、暗号化の種類を確認してください。最初から TLS を求めるサーバーは、TLS なしでは応答しません。
mail-problem-mail_tls = メールサーバーと暗号化された接続を確立できません ({ $detail })。暗号化の種類と、証明書がこのサーバー名に対して有効か確認してください。
mail-problem-mail_sign_in = メールサーバーがログインを拒否しました ({ $detail })。ユーザー名とパスワードを確認してください。アプリケーション専用のパスワードが必要な場合もあります。
mail-problem-mail_refused = メールサーバーがメールを拒否しました ({ $detail })。理由は応答に示されています。差出人または宛先が許可されていないことがよくあります。
mail-problem-mail_later = メールサーバーが後で再試行するよう応答しました ({ $detail })。自動的に再試行されるため、対応は不要です。
mail-problem-mail_unclear = メールサーバーが通信を切断したか、解釈できない応答を返しました ({ $detail })。続く場合は、サーバー名とポートがメールサーバーのものか確認してください。

## The page of the settings
mail-title = メール
mail-about = 問題が起きたときの通知先と、使用するメールサーバーを設定します。新しい原因は 1 分以内に、それ以外は最大で 1 時間に 1 回通知されます。
mail-off = サーバーが設定されていないため、メールは送信されません。
mail-field-host = メールサーバー
mail-help-host = サーバー名 (例: smtp.example.com)。空の場合、メールは送信されません。
mail-field-port = ポート
mail-field-tls = 暗号化
mail-tls-starttls = STARTTLS (通常はポート 587)
mail-tls-tls = TLS (通常はポート 465)
mail-tls-none = なし (このマシン上のサーバーのみ)
mail-field-user = ユーザー名
mail-help-user = サーバーがログインを必要としない場合は空のままにします。
mail-field-password = パスワード
mail-help-password = 暗号化して保存され、表示されません。変更しない場合は空のままにします。
mail-field-from = 差出人
mail-help-from = メールサーバーから送信できるアドレス (例: ringledger@example.com)。
mail-field-to = 宛先
mail-help-to = 1 行に 1 つのアドレスを入力します。アカウントを持つ人には、そのアカウントの言語で送信されます。
mail-field-language = その他の宛先の言語
mail-field-zone = その他の宛先のタイムゾーン
mail-save = 保存
mail-locked = 設定ファイルまたは環境変数で指定されているため、ここでは変更できません。
mail-test-title = 動作確認
mail-test-about = 保存済みの設定でテストメールを送信し、サーバーの応答を表示します。
mail-test-to = 送信先
mail-test-send = テストメールを送信
mail-test-worked = サーバーがメールを受け付けました。応答: { $code } { $text }
mail-unsubscribed-title = 配信を停止した宛先
mail-unsubscribed-again = { $address } への送信を再開
mail-said-saved = メールの設定を保存しました。
mail-said-subscribed = このアドレスへの送信を再開しました。
mail-bad-port = ポートは 1～65535 の数値で入力してください。
mail-password-again = 保存されているパスワードは、これまでのサーバー用です。サーバー、ポート、または保護方式を変更する場合は、パスワードをもう一度入力してください。
mail-bad-address = メールアドレスではありません: { $address }

## The page behind the link in a mail
mail-stop-title = メールの配信停止
mail-stop-question = { $address } へのメール送信を停止しますか?
mail-stop-button = 配信を停止する
mail-stop-done = { $address } への送信を停止しました。管理者は設定で元に戻せます。
mail-no-such-link = このリンクは使用できません
mail-no-such-link-text = Ringledger のリンクではないか、一部が欠けています。メールから全体をコピーしてください。
